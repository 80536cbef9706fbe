/** How kubectl writes how long ago something was (k8s.io/apimachinery/pkg/util/duration, HumanDuration). Pure. */
const second = 1000;
const minute = 60;
const hour = 3600;
const day = 24 * hour;
const year = 365 * day;

/** Takes milliseconds; gives two digits' worth of duration, such as 5m30s, 3h2m, 4d. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / second);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const two = (big: number, unit: string, small: number, lesser: string) => {
    const rest = Math.floor(seconds % big / small);
    return `${Math.floor(seconds / big)}${unit}${rest === 0 ? '' : `${rest}${lesser}`}`;
  };
  if (seconds < 2 * minute) return `${seconds}s`;
  if (seconds < 10 * minute) return two(minute, 'm', 1, 's');
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < 8 * hour) return two(hour, 'h', minute, 'm');
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`;
  if (seconds < 8 * day) return two(day, 'd', hour, 'h');
  if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`;
  if (seconds < 8 * year) return two(year, 'y', day, 'd');
  return `${Math.floor(seconds / year)}y`;
}
