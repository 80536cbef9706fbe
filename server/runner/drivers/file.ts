/**
 * A `file` step: writes its text to a path in the workspace and says so. The path is checked here, and again inside the
 * sandbox, where a folder on the way may be a link that leads elsewhere.
 */
import { latin1Of, quoteWord } from '../workspace/shell-state.ts';
import type { Driver } from './driver.ts';

export const fileDriver: Driver = ({ request }) => {
  const path = request.step.path ?? '';
  const parts = path.split('/');
  if (path === '' || parts.some((part) => part === '' || part === '.' || part === '..') || /[\0-\x1f\x7f]/.test(path)) {
    throw new RangeError(`\`${path}\` is no path in the workspace. Write one like \`jobs/job.yaml\`: relative, without \`..\`.`);
  }
  const words = [path, parts.slice(0, -1).join('/'), parts.at(-1) ?? ''].map((word) => quoteWord(latin1Of(word)));
  return {
    body: `write() {\n${write}}\nwrite ${words.join(' ')}\n`,
    files: { content: latin1Of(request.step.source.endsWith('\n') ? request.step.source : `${request.step.source}\n`) },
    keepsState: false,
  };
};

const write = `  local path=$1 folder=/workspace/$2 name=$3 target did
  mkdir -p -- "$folder" && cd -P -- "$folder" || exit 1
  if [[ $PWD != /workspace && $PWD != /workspace/* ]]; then
    echo "$path would be written to $PWD, outside the workspace: a folder on the way is a link. Nothing was written." >&2
    exit 1
  fi
  if [[ -L $name || -e $name && ! -f $name ]]; then
    echo "$path is a link or a folder, or no plain file. Nothing was written: move it away first." >&2
    exit 1
  fi
  did=Wrote
  if [[ -e $name ]]; then
    if cmp -s -- "$name" /run/handrail/content; then did='Unchanged:'; else did=Replaced; fi
  fi
  target=$(mktemp -- "./.$name.XXXXXX") && cat /run/handrail/content >"$target" && chmod 644 -- "$target" && mv -fT -- "$target" "./$name" || exit 1
  printf '%s %s (%s bytes)\\n' "$did" "$path" "$(stat -c %s -- "./$name")"
`;
