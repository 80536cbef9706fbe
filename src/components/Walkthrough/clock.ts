/** Times of a walkthrough as they are read at night: the hour, and the day where it is another. Only drawn in a browser. */

/** Takes a time, Unix milliseconds; gives it in the reader's zone. */
export function clock(at: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === new Date().toDateString() ? time : `${date.toLocaleDateString([], { day: 'numeric', month: 'short' })}, ${time}`;
}
