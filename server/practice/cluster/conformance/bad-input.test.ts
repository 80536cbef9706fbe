/** Bad input: the reasons and codes of a real API server, never a crash, never half a change. */
import { conformance } from './table.ts';

const map = (name: string, data = '{a: "1"}', more = '') => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${more}}, data: ${data}}`;
const deployment = (spec: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {${spec}}}`;
const whole = 'selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: nginx}]}}';

const given = ['m', 'fixed', 'stale'].map((name) => map(name, '{a: "1"}', ', namespace: default')).join('\n---\n') + `
---
{apiVersion: v1, kind: Pod, metadata: {name: one, namespace: default}, spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: ["true"]}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: default}, spec: {replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: svc, namespace: default}, spec: {clusterIP: 10.96.9.9, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Secret, metadata: {name: locked, namespace: default}, immutable: true, stringData: {a: b}}
`;

const subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

conformance('manifests that are wrong', { objects: given }, [
  { run: 'apply -f -', input: 'a: [1,', status: 1, err: /^error: error parsing STDIN: error converting YAML to JSON: yaml: / },
  { run: 'create -f -', input: 'kind: ConfigMap', status: 1, err: /apiVersion not set/ },
  { run: 'create -f -', input: '{apiVersion: v1, kind: Nonsense, metadata: {name: d}}', status: 1, err: 'error: resource mapping not found for name: "d" namespace: "" from "STDIN": no matches for kind "Nonsense" in version "v1"\nensure CRDs are installed first' },
  { run: 'create -f -', input: '{apiVersion: none.example/v1, kind: Thing, metadata: {name: d}}', status: 1, err: /no matches for kind "Thing" in version "none\.example\/v1"/ },
  { run: 'create -f -', input: deployment(`replica: 1, ${whole}`), status: 1, err: 'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replica"' },
  { run: 'create -f -', input: deployment(whole.replace('image: nginx', 'image: nginx, imag: x')), status: 1, err: 'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imag"' },
  { run: 'create --validate=warn --dry-run=server -f -', input: deployment(`replica: 1, ${whole}`), out: 'deployment.apps/d created (server dry run)', err: 'Warning: unknown field "spec.replica"' },
  { run: 'create --validate=ignore --dry-run=server -f -', input: deployment(`replica: 1, ${whole}`), out: 'deployment.apps/d created (server dry run)' },
  { run: 'create -f -', input: deployment(`replicas: three, ${whole}`), status: 1, err: 'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32' },
  { run: 'create -f -', input: map('typed', '{a: 1}'), status: 1, err: 'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string' },
  { run: 'create -f -', input: deployment('replicas: 1'), status: 1, err: /^The Deployment "d" is invalid: \n\* spec\.selector: Required value\n[\s\S]*\* spec\.template\.spec\.containers: Required value/ },
  { run: 'create -f -', input: deployment(whole.replace('{labels: {app: d}}', '{labels: {app: e}}')), status: 1, err: /^The Deployment "d" is invalid: spec\.template\.metadata\.labels: Invalid value: (map\[string\]string)?\{"app":"e"\}: `selector` does not match template `labels`/ },
  { run: 'create -f -', input: deployment(`replicas: -1, ${whole}`), status: 1, err: 'The Deployment "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0' },
  { run: 'create -f -', input: map('Bad_Name'), status: 1, err: `The ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": ${subdomain}` },
  { run: 'create -f -', input: map('x'.repeat(254)), status: 1, err: /metadata\.name: Invalid value: "x{254}": must be no more than 253 (bytes|characters)/ },
  { run: 'create -f -', input: '{apiVersion: v1, kind: ConfigMap, metadata: {}}', status: 1, err: /resource name may not be empty|The ConfigMap "" is invalid: metadata\.name: Required value: name or generateName is required/ },
  { run: 'create -f -', input: map('labelled', '{}', ', labels: {"bad key": x}'), status: 1, err: /The ConfigMap "labelled" is invalid: metadata\.labels: Invalid value: "bad key": name part must consist of alphanumeric characters/ },
  { run: 'create -f -', input: map('keyed', '{"a/b": x}'), status: 1, err: /The ConfigMap "keyed" is invalid: data\[a\/b\]: Invalid value: "a\/b": a valid config key must consist of alphanumeric characters/ },
  { run: 'create -f -', input: map('homeless', '{}', ', namespace: none'), status: 1, err: 'Error from server (NotFound): error when creating "STDIN": namespaces "none" not found' },
  { run: 'create -n default -f -', input: map('elsewhere', '{}', ', namespace: kube-system'), status: 1, err: /^error: the namespace from the provided object "kube-system" does not match the namespace "default"\. You must pass '--namespace=kube-system' to perform this operation\.\n$/ },
  { run: 'create -f -', input: `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx}, {name: c, image: nginx}]}}`, status: 1, err: 'The Pod "p" is invalid: spec.containers[1].name: Duplicate value: "c"' },
  { run: 'create -f -', input: '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c}]}}', status: 1, err: 'The Pod "p" is invalid: spec.containers[0].image: Required value' },
  { run: 'create -f -', input: '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {restartPolicy: Sometimes, containers: [{name: c, image: nginx}]}}', status: 1, err: 'The Pod "p" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"' },
  { run: 'create -f -', input: '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {serviceAccountName: none, containers: [{name: c, image: nginx}]}}', status: 1, err: 'Error from server (Forbidden): error when creating "STDIN": pods "p" is forbidden: error looking up service account default/none: serviceaccount "none" not found' },
  { run: 'create -f -', input: '{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: "not base64!"}}', status: 1, err: /\(BadRequest\).*illegal base64 data at input byte 3/ },
  { run: 'create -f -', input: map('big', `{a: "${'x'.repeat(1_100_000)}"}`), status: 1, err: /Too long: may not be more than 1048576 bytes/ },
  { run: 'create -f -', input: map('huge', `{a: "${'x'.repeat(3_200_000)}"}`), status: 1, err: 'Error from server (RequestEntityTooLarge): error when creating "STDIN": Request entity too large: limit is 3145728' },
]);

conformance('requests that are wrong', { objects: given }, [
  [
    { run: 'patch cm m --type=json -p {', status: 1, err: /^Error from server \(BadRequest\): .*unexpected end of JSON input/ },
    { run: 'patch cm m --type=json -p {}', status: 1, err: /^(error: |Error from server \(BadRequest\): ).*(json: cannot unmarshal object into Go value|cannot unmarshal object)/ },
    { run: 'patch cm m --type=json -p [{"op":"frob","path":"/data"}]', status: 1, err: /^The request is invalid: the server rejected our request due to an error in our request|Unexpected kind: frob/ },
    { run: 'patch cm m --type=json -p [{"op":"replace","path":"/data/none","value":"x"}]', status: 1, err: /^The request is invalid/ },
    { run: 'patch cm m --type=merge -p {"metadata":{"name":"other"}}', status: 1, err: 'Error from server (BadRequest): the name of the object (other) does not match the name on the URL (m)' },
    { run: 'patch cm m -p {"data":{"a":1}}', status: 1, err: /^The request is invalid: patch: Invalid value: .*: cannot convert int64 to string/ },
    { run: 'patch cm m -p {"datum":{"a":"1"}}', err: /^(Warning: unknown field "datum"\n)?$/, out: /^configmap\/m patched/ },
    { run: 'get cm m -o jsonpath={.data}', out: '{"a":"1"}' },
    { run: 'patch cm none -p {}', status: 1, err: 'Error from server (NotFound): configmaps "none" not found' },
  ],
  [
    { run: 'replace -f -', input: map('stale', '{a: "2"}', ', resourceVersion: "1"'), status: 1, err: 'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "stale": the object has been modified; please apply your changes to the latest version and try again' },
    { run: 'get cm stale -o jsonpath={.data.a}', out: '1' },
  ],
  { run: 'patch deploy web -p {"spec":{"selector":{"matchLabels":{"app":"other"}}}}', status: 1, err: /^The Deployment "web" is invalid: \n?[\s\S]*spec\.selector: Invalid value: [\s\S]*: field is immutable/ },
  { run: 'patch svc svc -p {"spec":{"clusterIP":"10.96.1.1"}}', status: 1, err: /^The Service "svc" is invalid: spec\.clusterIPs\[0\]: Invalid value: .*: (may not change once set|field is immutable)/ },
  { run: 'patch secret locked -p {"stringData":{"a":"c"}}', status: 1, err: 'The Secret "locked" is invalid: data: Forbidden: field is immutable when `immutable` is set' },
  { run: 'patch pod one -p {"spec":{"containers":[{"name":"main","command":["false"]}]}}', status: 1, err: /^The Pod "one" is invalid: spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`/ },
  [
    { run: 'wait --for=jsonpath={.status.phase}=Succeeded pod/one --timeout=30s', out: 'pod/one condition met' },
    { run: 'exec one -- ls', status: 1, err: /^error: cannot exec into a container in a completed pod; current phase is Succeeded/ },
  ],
  { run: "get pods -l 'a in'", status: 1, err: `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a in", field selector "": unable to parse requirement: found '', expected: '('` },
  { run: "get pods -l 'a=(b'", status: 1, err: `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a=(b", field selector "": unable to parse requirement: found '(', expected: identifier` },
  { run: 'get pods -l a,,b', status: 1, err: /unable to parse requirement|found ',', expected: identifier after ','/ },
  { run: 'get pods --field-selector=spec.none=1', status: 1, err: 'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.none=1": field label not supported: spec.none' },
  { run: 'get pods --field-selector=wrong', status: 1, err: /invalid selector: 'wrong'; can't understand 'wrong'/ },
  { run: "get --raw '/api/v1/pods?watch=1&resourceVersion=abc'", status: 1, err: /\(BadRequest\)|\(Invalid\)|strconv|whole number/ },
  { run: 'create --raw /api/v1/namespaces/default/configmaps -f -', input: '{"kind": "ConfigMap", ', status: 1, err: /^Error from server \(BadRequest\): / },
  { run: 'delete --raw /api/v1/namespaces/default', status: 1, err: /\(Forbidden\): namespaces "default" is forbidden: this namespace may not be deleted/ },
  { run: 'scale deploy web --replicas=-1', status: 1, err: /replicas/ },
  { run: 'delete ns kube-system', status: 1, err: 'Error from server (Forbidden): namespaces "kube-system" is forbidden: this namespace may not be deleted' },
]);

