import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functions } from '../functions/functions.ts';
import { type Bounds, Budget, usualBounds } from './budget.ts';
import { execute } from './execute.ts';
import { parseTemplate } from './parse.ts';

function run(text: string, value: unknown = {}, bounds: Bounds = usualBounds): string {
  const templates = new Map(parseTemplate('t.yaml', text).map((template) => [template.name, template]));
  return execute({ templates, functions, budget: new Budget(bounds), parse: parseTemplate }, 't.yaml', value);
}

const value = {
  Values: { name: 'redis', size: 3, big: 1209600000, on: true, off: false, none: null, empty: {}, list: ['a', 'b'], map: { b: 2, a: 1 }, deep: { er: { x: 'y' } }, text: 'two\nlines', 'strimzi-kafka': { on: true } },
  Release: { Name: 'prompt-redis' },
};

test('templates print what Go and Sprig would', () => {
  const table: [string, string][] = [
    ['{{ .Values.name }}', 'redis'],
    ['a {{- " b " -}} c', 'a b c'],
    ['a\n{{- /* said */ -}}\nb', 'ab'],
    ['x {{/* said }} */}} y', 'x  y'],
    ['{{ .Values.size }}/{{ .Values.big }}/{{ .Values.on }}/{{ .Values.none }}/{{ .Values.nothing }}', '3/1209600000/true//'],
    ['{{ .Values.list }} {{ .Values.map }}', '[a b] map[a:1 b:2]'],
    ['{{ if .Values.on }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ if .Values.off }}1{{ else if .Values.empty }}2{{ else if eq .Values.size 3 }}3{{ else }}4{{ end }}', '3'],
    ['{{ with .Values.deep.er }}{{ .x }}{{ $.Release.Name }}{{ end }}', 'yprompt-redis'],
    ['{{ with .Values.nothing }}a{{ else with .Values.name }}{{ . }}{{ end }}', 'redis'],
    ['{{ range .Values.list }}[{{ . }}]{{ else }}none{{ end }}', '[a][b]'],
    ['{{ range $i, $v := .Values.list }}{{ $i }}={{ $v }};{{ end }}', '0=a;1=b;'],
    ['{{ range $k, $v := .Values.map }}{{ $k }}{{ $v }}{{ end }}', 'a1b2'],
    ['{{ range until 5 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}', '02'],
    ['{{ range .Values.empty }}a{{ else }}b{{ end }}', 'b'],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ end }}{{ $x }}', '2'],
    ['{{ define "a" }}<{{ . }}>{{ end }}{{ template "a" .Values.name }}{{ include "a" 1 | upper }}', '<redis><1>'],
    ['{{ block "b" .Values.name }}[{{ . }}]{{ end }}', '[redis]'],
    ['{{ tpl "{{ .Values.name | quote }}" . }}', '"redis"'],
    ['{{ .Values.name | quote }} {{ .Values.name | squote }} {{ quote 1 "a\\"b" }}', '"redis" \'redis\' "1" "a\\"b"'],
    ['{{ .Values.nothing | default "d" }}{{ .Values.off | default true }}{{ 0 | default 7 }}{{ "x" | default "d" }}', 'dtrue7x'],
    ['{{ toYaml .Values.map }}', 'a: 1\nb: 2'],
    ['{{- toYaml .Values.list | nindent 4 }}', '\n    - a\n    - b'],
    ['{{ indent 2 .Values.text }}', '  two\n  lines'],
    ['{{ toJson .Values.map }} {{ (fromYaml "a: {b: 1}").a.b }}', '{"b":2,"a":1} 1'],
    ['{{ and true 0 }}|{{ or "" "x" }}|{{ not .Values.none }}|{{ and (eq 1 1) (ne 1 2) }}', '0|x|true|true'],
    ['{{ if or .Values.on .Values.nothing.deeper }}lazy{{ end }}', 'lazy'],
    ['{{ eq "a" "b" "a" }} {{ lt 1 2 }} {{ ge 2 3 }} {{ gt "b" "a" }}', 'true true false true'],
    ['{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ int "12" }} {{ int64 3.9 }}', '6 3 6 3 1 12 3'],
    ['{{ printf "%s-%d %v %q %5.1f|%-4s|%03d %%" "a" 3 true "q" 2.25 "ab" 7 }}', 'a-3 true "q"   2.3|ab  |007 %'],
    ['{{ printf "%d" "x" }} {{ printf "%s" }}', '%!d(string=x) %!s(MISSING)'],
    ['{{ print "a" 1 2 "b" }}', 'a1 2b'],
    ['{{ trimSuffix "is" "redis" }} {{ trimPrefix "re" "redis" }} {{ trunc 3 "redis" }} {{ trunc -2 "redis" }} {{ trim " a " }} {{ trimAll "/" "/a/" }}', 'red dis red is a a'],
    ['{{ replace "_" "-" "a_b_c" }} {{ contains "ed" "redis" }} {{ hasPrefix "re" "redis" }} {{ title "a b" }} {{ repeat 3 "x" }}', 'a-b-c true true A B xxx'],
    ['{{ list 1 2 | join "," }} {{ first .Values.list }} {{ last .Values.list }} {{ len .Values.map }} {{ has "b" .Values.list }} {{ splitList "," "a,b" }}', '1,2 a b 2 true [a b]'],
    ['{{ (dict "a" 1 "b" (dict "c" 2)).b.c }} {{ hasKey .Values.map "a" }} {{ get .Values.map "z" }}{{ index .Values.list 1 }}{{ index .Values "strimzi-kafka" "on" }}', '2 true btrue'],
    ['{{ dig "er" "x" "no" .Values.deep }} {{ dig "er" "z" "no" .Values.deep }} {{ ternary "a" "b" true }} {{ coalesce "" 0 "c" }} {{ empty "" }}', 'y no a c true'],
    ['{{ merge (dict "a" 1) (dict "a" 2 "b" 3) | toJson }} {{ omit .Values.map "a" | toJson }} {{ kindOf .Values.list }} {{ kindIs "map" .Values.map }}', '{"a":1,"b":3} {"b":2} slice true'],
    ['{{ b64enc "a" }} {{ "YQ==" | b64dec }} {{ sha256sum "a" | trunc 8 }}', 'YQ== a ca978112'],
    ['{{ "a\\tb" }}{{ `raw\\n` }}{{ "\\u00e9" }}', 'a\tbraw\\né'],
    ['{{ .Values.deep.er.x | upper | quote }}{{ (.Values.deep).er.x }}', '"Y"y'],
    ['{{ lookup "v1" "Secret" "a" "b" | empty }}', 'true'],
  ];
  for (const [text, wanted] of table) assert.equal(run(text, value), wanted, text);
});

test('what is wrong is told with line, column and piece', () => {
  const table: [string, RegExp][] = [
    ['a\n  b: {{ .Values.nothing.deeper }}', /^template: t\.yaml:2:5: executing "t\.yaml" at <\.Values\.nothing\.deeper>: nil pointer evaluating interface \{\}\.deeper$/],
    ['{{ .Values.name.x }}', /can't evaluate field x in type string/],
    ['\n\n{{ required "a name is needed" .Values.none }}', /t\.yaml:3:0: .*: a name is needed$/],
    ['{{ fail "no" }}', /: no$/],
    ['{{ include "missing" . }}', /no template "missing"/],
    ['{{ nonsense 1 }}', /function "nonsense" not defined/],
    ['{{ if .Values.on }}x', /parse error at \(t\.yaml:1\): unclosed action/],
    ['a\n{{ end }}', /parse error at \(t\.yaml:2\): unexpected \{\{end\}\}/],
    ['a\n\n{{ .Values.name', /parse error at \(t\.yaml:3\): unclosed action/],
    ['{{ "a }}', /parse error/],
    ['{{ . | }}', /missing value/],
    ['{{ (1 }}', /unclosed left paren/],
    ['{{ $nope }}', /undefined variable "\$nope"/],
    ['{{ .Values.name 1 }}', /can't give argument to non-function/],
    ['{{ index .Values.list 9 }}', /index out of range: 9/],
    ['{{ div 1 0 }}', /divide by zero/],
    ['{{ eq 1 "a" }}', /incompatible types/],
    ['{{ range 5 }}{{ end }}', /can't iterate/],
    ['{{ upper .Values.map }}', /expected string; got map/],
  ];
  for (const [text, wanted] of table) assert.throws(() => run(text, value), (error: Error) => wanted.test(error.message) || assert.fail(`${text}\n${error.message}`));
});

test('hostile templates are stopped, and reach nothing of this process', () => {
  const small: Bounds = { steps: 20_000, characters: 200_000, depth: 20, milliseconds: 1_000 };
  const nested = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000);
  const table: [string, RegExp][] = [
    ['{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}', /include one another more than 20 deep/],
    ['{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', /deep/],
    ['{{ tpl . . }}', /expected string/],
    ['{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}', /more than 20000 steps/],
    ['{{ range until 1000000 }}{{ end }}', /too much here/],
    ['{{ repeat 1000000 "x" }}', /too much/],
    ['{{ repeat 10000 (repeat 10000 "x") }}', /too long/],
    [`{{ $x := "0123456789" }}${'{{ $x = print $x $x $x $x }}'.repeat(20)}`, /more than 200000 characters/],
    [`{{ $x := dict "a" 1 }}${'{{ $x = dict "a" $x "b" $x }}'.repeat(60)}{{ toYaml $x }}`, /too much for the practice world/],
    [`{{ $x := dict "a" 1 }}${'{{ $x = dict "a" $x "b" $x }}'.repeat(60)}{{ $x }}`, /too much for the practice world/],
    [`{{ $x := dict "a" 1 }}${'{{ $x = dict "a" $x "b" $x }}'.repeat(60)}{{ eq $x $x }}`, /too much for the practice world/],
    [`{{ $x := list 1 }}${'{{ $x = list $x $x }}'.repeat(60)}{{ has 1 $x }}`, /too much for the practice world/],
    [`{{ $x := list 1 }}${'{{ $x = concat $x $x }}'.repeat(60)}`, /more than 200000 characters/],
    ['{{ printf "%9999d" 1 | len }}{{ indent 99999 "x" }}', /too much here/],
    ['x'.repeat(300_000), /at most/],
    ['{{/* '.repeat(50_000), /unexpected|unclosed/],
    ['{{ "a" }}'.repeat(25_000), /more than 20000 steps/],
    [nested('{{ if true }}', '{{ end }}'), /blocks stand more than/],
    [`{{ ${'('.repeat(100_000)} }}`, /parentheses stand more than/],
    ['{{ .constructor.constructor "return process" }}', /nil pointer|non-function/],
    ['{{ "a".constructor }}', /can't evaluate field constructor/],
    ['{{ constructor }}{{ toString }}', /not defined/],
    ['{{ .Values.list.length }}', /can't evaluate field length/],
  ];
  for (const [text, wanted] of table) {
    const began = performance.now();
    assert.throws(() => run(text, value, small), (error: Error) => wanted.test(error.message) || assert.fail(`${text.slice(0, 80)}\n${error.message}`), text.slice(0, 80));
    assert.ok(performance.now() - began < 5_000, text.slice(0, 80));
  }
  assert.equal(run('{{ .__proto__ }}{{ (dict "__proto__" (dict "x" 1)).x }}{{ hasKey . "constructor" }}', {}), 'false');
});
