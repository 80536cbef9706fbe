/** Takes an object and names of fields; gives it without them. */
export function without<T extends object, K extends string>(object: T, ...names: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.some((one) => one === name))) as Omit<T, K>;
}
