/** The list with the item at `index` one place up (-1) or down (1); the same list where there is no place. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const one = list[index];
  const other = list[index + by];
  if (one === undefined || other === undefined) return list;
  return list.map((item, i) => (i === index ? other : i === index + by ? one : item));
}
