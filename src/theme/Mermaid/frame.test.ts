import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameHeight } from './frame.ts';

/** How high Chromium drew each, in pixels. */
const drawn: readonly (readonly [what: string, height: number, source: string])[] = [
  ['a row', 56, `flowchart LR
    accTitle: How long a failed task waits
    failed(["fails"]) -->|"1 hour"| one["retry 1"]
    one -->|"2.8 hours"| two["retry 2"]`],
  ['three beside each other', 286, `flowchart LR
    person["request for<br/>profile@bucket/path"] --> proxy["s3proxy"]
    phalanx["Phalanx<br/>values-usdfdev.yaml<br/>values-usdfprod.yaml"] -->|"endpoint URL, by ArgoCD"| proxy
    vault[("Vault<br/>aws-credentials.ini")] -->|"keys, by a Kubernetes secret"| proxy
    proxy --> bucket[("bucket")]`],
  ['one that leads back', 157, `flowchart LR
    accDescr {
      A CronJob makes tasks --> that are pending.
    }
    cronjob["made by<br/>a CronJob"] --> pending(["pending"])
    job["made by<br/>a Job"] --> idle(["idle"])
    pending --> running(["running"])
    idle --> running
    running --> failed(["failed"])
    failed -->|"tried again"| running`],
  ['a frame around some', 320, `flowchart LR
    fanout["Next Visit<br/>Fan Out"] -->|adds| stream
    subgraph redis [Prompt Redis]
      stream[("stream<br/>instrument:lsstcam")] --- group(["group<br/>lsstcam_consumer_group"])
    end
    keda["KEDA<br/>ScaledJob"] -.->|watches| group
    keda -->|starts| job["job of Prompt<br/>Processing"]
    job <-->|takes,<br/>acknowledges| group`],
  ['downwards', 389, `flowchart TB
    dev["USDF dev<br/>test data only"] -->|works| claim["claim USDF int<br/>pause replication"]
    claim --> apply["apply and test<br/>in USDF int"]
    apply -->|works| forward["roll forward:<br/>Summit and USDF production,<br/>restore replication"]
    apply -->|does not| back["restore USDF int"]`],
  ['downwards, with words on every arrow', 516, `flowchart TB
    browser["browser"] -- "1 HTTP, WebSocket" --> server["server"]
    server -- "2 private socket" --> runner["runner"]
    runner -- "3 bwrap" --> sandbox["sandbox"]
    sandbox -- "4 declared endpoints" --> gateways["gateways"]
    gateways -- "5 TLS" --> systems["cluster"]
    author["author"] -- "6 review, compile" --> server`],
];

for (const [what, height, source] of drawn) {
  test(`${what}: about ${height} px`, () => {
    const kept = frameHeight(source);
    assert.ok(kept >= 0.8 * height && kept <= 1.25 * height, String(kept));
  });
}

test('what is not understood has some room, and never more than a screen or two', () => {
  assert.equal(frameHeight('stateDiagram-v2\n  [*] --> Still'), 288);
  assert.equal(frameHeight(''), 288);
  assert.equal(frameHeight('sequenceDiagram\n  A->>B: hello\n  B-->>A: hello'), 238);
  assert.equal(frameHeight(`flowchart TB\n${Array.from({ length: 500 }, (_, at) => `n${at} --> n${at + 1}`).join('\n')}`), 1_200);
  assert.equal(frameHeight('flowchart LR\n  A --> A'), 64);
});
