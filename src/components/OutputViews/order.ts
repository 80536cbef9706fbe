/** The order of a table's cells as people mean it: ages by time, sizes by size, numbers by value, the rest by name. Pure. */

/** Seconds: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/duration/duration.go */
const seconds: Readonly<Record<string, number>> = { y: 365 * 86_400, d: 86_400, h: 3_600, m: 60, s: 1 };
/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const units: Readonly<Record<string, number>> = { '': 1, 'm': 1e-3, 'k': 1e3, 'K': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30, 'Ti': 2 ** 40, '%': 1 };
const names = new Intl.Collator('en', { numeric: true });

/** Takes two cells of one column and its head; gives which comes first, as a sort function does. What says nothing comes last. */
export function compareCells(one: string, other: string, column: string): number {
  const [left, right] = [valueOf(one, column), valueOf(other, column)];
  if (left !== null && right !== null) return left - right || names.compare(one, other);
  if (isNothing(one) !== isNothing(other)) return isNothing(one) ? 1 : -1;
  return names.compare(one, other);
}

/** Takes a cell and the head of its column; gives the number it stands for, or null when it stands for none. */
export function valueOf(cell: string, column: string): number | null {
  const [first = ''] = cell.split(' ');
  return (/AGE|DURATION|LAST SEEN|LAST SCHEDULE/.test(column) ? ageOf(first) : null) ?? shareOf(first) ?? quantityOf(first);
}

function ageOf(text: string): number | null {
  if (!/^(?:\d+[ydhms])+$/.test(text)) return null;
  return Array.from(text.matchAll(/(\d+)([ydhms])/g)).reduce((sum, [, count, unit]) => sum + Number(count) * (seconds[unit ?? ''] ?? 0), 0);
}

/** `1/3` comes before `2/3`, and half of two before all of one. */
function shareOf(text: string): number | null {
  const found = /^(\d+)\/(\d+)$/.exec(text);
  return found === null ? null : Number(found[2]) === 0 ? 1 : Number(found[1]) / Number(found[2]);
}

function quantityOf(text: string): number | null {
  const found = /^(-?\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|[mkKMGT%]?)$/.exec(text);
  return found === null ? null : Number(found[1]) * (units[found[2] ?? ''] ?? 1);
}

function isNothing(cell: string): boolean {
  return cell === '' || cell === '<none>' || cell === '<unknown>' || cell === '-';
}
