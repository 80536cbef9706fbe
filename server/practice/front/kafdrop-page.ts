/** The pages of the practice Kafdrop. Pure: data in, HTML out, every word of it escaped. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../../common/escape-html.ts';
import type { Message } from '../operators/strimzi/message.ts';
import type { Topic } from '../operators/strimzi/topic-store.ts';
import type { PartitionState, Shown, TopicSummary } from './kafdrop.ts';

const style = `:root{color-scheme:light dark;--text:#1b2430;--soft:#566273;--ground:#fff;--line:#d5dbe3;--band:#eef2f6;--link:#0b5cad;--good:#17692f;--bad:#a61b1b}
@media (prefers-color-scheme:dark){:root{--text:#e4e9f0;--soft:#a3afbf;--ground:#131a23;--line:#33404f;--band:#1d2733;--link:#7db8f5;--good:#7bd694;--bad:#ff9d9d}}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground)}
header,main{max-width:64rem;margin:0 auto;padding:0 1rem}
.practice{background:var(--band);border-bottom:1px solid var(--line);color:var(--soft)}.practice p{max-width:64rem;margin:0 auto;padding:.4rem 1rem}
h1{font-size:1.6rem;margin:1.2rem 0 .4rem;overflow-wrap:anywhere}a{color:var(--link)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}td.number{text-align:right;font-variant-numeric:tabular-nums}
code,pre{font:.9rem/1.45 ui-monospace,monospace}pre{margin:0;white-space:pre-wrap}.good{color:var(--good)}.bad{color:var(--bad)}`;

/** Nothing but this one style: a message that brings a script brings only text. */
export const contentPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – Kafdrop (practice)</title><style>${style}</style></head>
<body><div class="practice" role="note"><p>Practice world: a stand-in for Kafdrop. Nothing here is real.</p></div>
${body}
</body></html>
`;
}

function table(caption: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((one) => `<th scope="col">${escapeHtml(one)}</th>`).join('');
  const body = rows.length > 0 ? rows.join('') : `<tr><td colspan="${heads.length}">None</td></tr>`;
  return `<div class="wide"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A cell: a number, a text, or HTML that is ready, cell and all. */
type Cell = number | string | { html: string };

function row(cells: readonly Cell[]): string {
  const cell = (value: Cell): string => {
    if (typeof value === 'number') return `<td class="number">${value}</td>`;
    return typeof value === 'string' ? `<td>${escapeHtml(value)}</td>` : value.html;
  };
  return `<tr>${cells.map(cell).join('')}</tr>`;
}

/** Takes the brokers and the topics; gives the first page. */
export function overviewPage({ context, brokers }: Shown, topics: readonly TopicSummary[]): string {
  const brokerRows = brokers.map(({ id, pod, ready }) => row([id, pod, { html: `<td class="${ready ? 'good' : 'bad'}">${ready ? 'serves' : 'does not serve'}</td>` }]));
  const topicRows = topics.map(({ name, partitions, replicas, messages }) => row([{ html: `<th scope="row"><a href="topic/${encodeURIComponent(name)}">${escapeHtml(name)}</a></th>` }, partitions, replicas, messages]));
  return page(`Kafka of ${context}`, `<header><h1>Kafka cluster of ${escapeHtml(context)}</h1></header><main>
${table('Brokers', ['ID', 'Pod', 'State'], brokerRows)}
${table('Topics', ['Name', 'Partitions', 'Replicas', 'Messages'], topicRows)}</main>`);
}

/** Takes a topic and its partitions; gives its page. */
export function topicPage({ name, replicas, config }: Topic, partitions: readonly PartitionState[]): string {
  const rows = partitions.map(({ id, firstOffset, lastOffset, size }) => row([id, firstOffset, lastOffset, size]));
  const settings = Object.entries(config).map(([setting, value]) => row([setting, String(value)]));
  return page(name, `<header><nav aria-label="Way back"><a href="../">All topics</a></nav><h1>Topic ${escapeHtml(name)}</h1></header><main>
<p><a href="${encodeURIComponent(name)}/messages">View messages</a>. Replicas: ${replicas}.</p>
${table('Partitions', ['Partition', 'First offset', 'Last offset', 'Messages'], rows)}
${table('Configuration', ['Setting', 'Value'], settings)}</main>`);
}

/** Takes a topic, messages with the newest first, and the number before which older ones stand, if there are; gives their page. */
export function messagesPage({ name }: Topic, messages: readonly Message[], older: number | null): string {
  const rows = messages.map(({ partition, offset, time, key, value }) => row([partition, offset, new Date(time).toISOString(), key, { html: `<td><pre>${escapeHtml(value)}</pre></td>` }]));
  return page(`Messages of ${name}`, `<header><nav aria-label="Way back"><a href="../../">All topics</a> / <a href="../${encodeURIComponent(name)}">${escapeHtml(name)}</a></nav><h1>Messages of ${escapeHtml(name)}</h1></header><main>
${table('Newest first', ['Partition', 'Offset', 'Time', 'Key', 'Message'], rows)}
${older === null ? '' : `<p><a href="?before=${older}">Older messages</a></p>`}</main>`);
}

/** Takes a sentence; gives a page that says it. */
export function problemPage(why: string): string {
  return page('No answer', `<header><h1>Kafdrop cannot show this</h1></header><main><p>${escapeHtml(why)}</p></main>`);
}
