import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JsonObject } from '../cluster/object.ts';
import { registry } from '../cluster/resources.ts';
import { decode } from '../cluster/schema/decode.ts';
import { readFolder } from '../repository/seed.ts';
import { readChart } from './chart.ts';
import { releasedChart, releases } from './released.ts';
import { type RenderOptions, render } from './render.ts';

const options = (values = ''): RenderOptions => ({ release: 'app', namespace: 'space', values: [{ path: 'values-dev.yaml', text: values }], released: releasedChart });
const chart = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nappVersion: "2.0"\n${more}`;
const map = (name: string, text: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  text: ${text}\n`;

function names(files: Record<string, string>, values = ''): string[] {
  return render(readChart(new Map(Object.entries(files)), 'c'), options(values)).map(({ metadata }) => metadata.name);
}

function texts(files: Record<string, string>, values = ''): unknown[] {
  return render(readChart(new Map(Object.entries(files)), 'c'), options(values)).map((one) => (one['data'] as JsonObject)['text']);
}

test('every application renders for every environment to objects the API takes', () => {
  const files = readFolder(join(import.meta.dirname, '../repositories/phalanx'));
  const values = [...files.keys()].flatMap((path) => /^applications\/([\w-]+)\/values-([\w-]+)\.yaml$/.exec(path) ?? []).filter((_, at) => at % 3 !== 0);
  const cases = Array.from({ length: values.length / 2 }, (_, at) => [values[2 * at] ?? '', values[2 * at + 1] ?? ''] as const);
  assert.deepEqual(cases.map((one) => one.join(' ')).sort(), [
    'prompt-kafka usdfdev-prompt-processing', 'prompt-kafka usdfprod-prompt-processing', 'prompt-redis usdfdev-prompt-processing',
    'prompt-redis usdfprod-prompt-processing', 's3proxy usdfdev', 's3proxy usdfprod',
  ]);
  for (const [application, environment] of cases) {
    const folder = `applications/${application}`;
    const path = `values-${environment}.yaml`;
    const parameters = { 'global.host': 'example.org', 'global.vaultSecretsPath': 'secret/x' };
    const manifests = render(readChart(files, folder), { release: application, namespace: application, values: [{ path, text: files.get(`${folder}/${path}`) ?? '' }], parameters, released: releasedChart });
    assert.ok(manifests.length >= 3, application);
    for (const manifest of manifests) {
      const resource = registry.byKind(manifest.apiVersion, manifest.kind);
      assert.ok(resource, `${manifest.apiVersion} ${manifest.kind}`);
      decode(manifest as unknown as JsonObject, resource, 'Strict');
    }
  }
  assert.deepEqual(releases('redis'), ['1.0.14', '1.0.15']);
  assert.match(files.get('applications/prompt-redis/Chart.yaml')?.split('\n')[9] ?? '', /^ {2}version: \d+\.\d+\.\d+$/);
});

test('values come from the chart, then its parent, then the files', () => {
  const inner = { 'c/charts/in/Chart.yaml': chart('in'), 'c/charts/in/values.yaml': 'x: own\ny: {a: own, b: own}\n', 'c/charts/in/templates/m.yaml': map('m', '{{ .Values.x }}-{{ .Values.y.a }}-{{ .Values.y.b }}-{{ .Values.global.g }}') };
  const outer = { 'c/Chart.yaml': chart('c', 'dependencies: [{name: in, version: 1.0.0}]\n'), 'c/values.yaml': 'in: {y: {a: parent}}\nglobal: {g: all}\n' };
  assert.deepEqual(texts({ ...outer, ...inner }), ['own-parent-own-all']);
  assert.deepEqual(texts({ ...outer, ...inner }, 'in: {x: file, y: {b: null}}\nglobal: {g: file}'), ['file-parent--file']);
  const seen = { ...outer, ...inner, 'c/templates/n.yaml': map('n', '{{ .Values.in.x }} {{ .Chart.AppVersion }} {{ .Release.Name }} {{ .Release.Namespace }}') };
  assert.deepEqual(texts(seen).slice(-1), ['own 2.0 app space']);
});

test('subcharts are used as their conditions say', () => {
  const sub = (name: string): Record<string, string> => ({ [`c/charts/${name}/Chart.yaml`]: chart(name), [`c/charts/${name}/templates/m.yaml`]: map(name, 'x') });
  const files = { ...sub('a'), ...sub('b'), ...sub('loose'), 'c/Chart.yaml': chart('c', 'dependencies:\n- {name: a, version: 1.0.0, condition: a.enabled}\n- {name: b, version: 1.0.0, condition: "b.on, b.enabled", alias: bee}\n') };
  assert.deepEqual(names(files), ['a', 'b', 'loose'], 'without a value they are used, and so is what no dependency names');
  assert.deepEqual(names(files, 'a: {enabled: false}'), ['b', 'loose']);
  assert.deepEqual(names(files, 'b: {on: false}\na: {enabled: true}'), ['a', 'loose']);
  assert.deepEqual(names({ ...files, 'c/values.yaml': 'a: {enabled: false}' }, 'a: {enabled: true}'), ['a', 'b', 'loose']);
});

test('what is wrong with a chart is told', () => {
  const good = { 'c/Chart.yaml': chart('c') };
  const table: [Record<string, string>, string, RegExp][] = [
    [{}, '', /Chart\.yaml file is missing in c/],
    [{ 'c/Chart.yaml': 'name: c\n' }, '', /chart\.metadata\.version is required/],
    [{ 'c/Chart.yaml': 'a: [\n' }, '', /cannot load c\/Chart\.yaml: .*yaml: line \d/],
    [{ ...good, 'c/values.yaml': 'a: 1\na: 2\n' }, '', /cannot load c\/values\.yaml: .*yaml: line 2/],
    [good, 'a: b: c', /values-dev\.yaml.*line 1/],
    [good, '- a', /values-dev\.yaml: it is not a map/],
    [{ 'c/Chart.yaml': chart('c', 'dependencies: [{name: gone, version: 1.0.0}]\n') }, '', /found in Chart\.yaml, but missing in charts\/ directory: gone/],
    [{ 'c/Chart.yaml': chart('c', 'dependencies: [{name: redis, version: 9.0.0, repository: "https://lsst-sqre.github.io/charts/"}]\n') }, '', /can't get a valid version.*"9\.0\.0"/],
    [{ 'c/Chart.yaml': chart('c', 'dependencies: [{name: ../../x, version: 1.0.14, repository: "https://lsst-sqre.github.io/charts/"}]\n') }, '', /can't get a valid version/],
    [{ ...good, 'c/templates/m.yaml': 'a: {{ .Values.x.y }}' }, '', /template: c\/templates\/m\.yaml:1:3: executing/],
    [{ ...good, 'c/templates/m.yaml': 'apiVersion: v1\nkind: A\nkind: B\n' }, '', /YAML parse error on c\/templates\/m\.yaml: .*line 3/],
    [{ ...good, 'c/templates/m.yaml': 'a: 1\n' }, '', /Object 'Kind' is missing/],
    [{ ...good, 'c/templates/m.yaml': 'apiVersion: v1\nkind: A\n' }, '', /has no metadata\.name/],
    [{ ...good, 'c/templates/m.yaml': '{{ range until 600 }}---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n{{ end }}' }, '', /more than 500 manifests/],
    [{ ...good, 'c/values.yaml': `a: ${'x'.repeat(70_000)}` }, '', /longer than/],
    [{ ...good, 'c/values.yaml': Array.from({ length: 300 }, (_, at) => `k${at}: &a${at} 1`).join('\n') }, '', /anchors and aliases/],
    [{ ...good, 'c/values.yaml': '['.repeat(60_000) }, '', /call stack/],
    [{ ...good, ...Object.fromEntries('abcd'.split('').map((name) => [`c/charts/${name}/values.yaml`, 'x'.repeat(60_000)])) }, '', /more than 196608 characters/],
    [{ ...good, ...Object.fromEntries('abcdefg'.split('').map((name) => [`c/templates/${name}.yaml`, `# ${'x'.repeat(60_000)}`])) }, '', /more than 262144 characters of manifests/],
    [{ ...good, 'c/values.yaml': ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at] ?? ''},`.repeat(9)}]`)].join('\n') }, '', /alias|too much/i],
  ];
  for (const [files, values, wanted] of table) assert.throws(() => names(files, values), (error: Error) => wanted.test(error.message) || assert.fail(`${JSON.stringify(files).slice(0, 200)}\n${error.message}`));
});
