/** Blocks that are a file's text, where the page says which file. */
import type { Code, Paragraph, RootContent } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { childrenOf } from '../markup.ts';

const fileName = /^(?:[\w][\w.-]*\/)*[\w][\w.-]*\.(?:ya?ml|json|ini|toml|conf|cfg|env|properties|xml|tf|hcl|sql|sh|py|service|timer|cnf|repo|tpl|j2|txt|md|rules|cron)$|^(?:[\w.-]+\/)*(?:Dockerfile|Makefile|Jenkinsfile|Vagrantfile|Procfile)$/;
const languages = new Set(['yaml', 'yml', 'json', 'ini', 'toml', 'conf', 'properties', 'xml', 'hcl', 'terraform', 'dockerfile', 'docker', 'systemd', 'nginx', 'cfg', 'config', 'env', 'dotenv', 'makefile', 'jinja', 'jinja2', '', 'text', 'sh', 'bash', 'python', 'sql']);
const says = /\b(?:creat\w*|sav\w*|writ\w*|put|add\w*|named|called|name it|contents?|following|file|edit\w*|paste|into|as)\b/i;

/** Takes a block and what stands before it; gives the path of the file whose text it is, or null. */
export function filePath(block: Code, before: RootContent | undefined): string | null {
  const language = (block.lang ?? '').toLowerCase();
  if (!languages.has(language)) return null;
  const isScript = /^(?:sh|bash|python|sql)$/.test(language);
  const own = [captionOf(block), isScript ? '' : firstComment(block.value)].find((name) => fileName.test(name));
  if (own !== undefined) return own;
  return before?.type === 'paragraph' && (!isScript || block.value.startsWith('#!')) ? namedIn(before) : null;
}

function captionOf({ data, meta }: Code): string {
  return (data?.caption ?? /(?:title|filename|file|caption)=["']?([\w./-]+)["']?/.exec(meta ?? '')?.[1] ?? '').trim();
}

function firstComment(text: string): string {
  return /^(?:#|\/\/|;|--)\s*(?:file(?:name)?:\s*)?([\w][\w./-]*)\s*$/i.exec(text.split('\n')[0] ?? '')?.[1] ?? '';
}

/** The only file that a sentence before a block names, when it says that the block is its text. */
function namedIn(before: Paragraph): string | null {
  const named = before.children.filter((child) => child.type === 'inlineCode').map(({ value }) => value.replace(/^\.\//, ''));
  const [only = ''] = named;
  return named.length === 1 && fileName.test(only) && says.test(textOf(before)) && endsWithColon(before) ? only : null;
}

function endsWithColon(node: RootContent): boolean {
  const last = childrenOf(node).at(-1);
  return last !== undefined && 'value' in last && /[:：]\s*$/.test(String(last.value)) || last?.type === 'inlineCode';
}
