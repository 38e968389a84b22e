/** `work` for every item, `count` of them at a time. Resolves to those that failed. */
export async function atOnce<T>(count: number, items: T[], work: (item: T) => Promise<void>): Promise<T[]> {
  const queue = [...items]
  const failed: T[] = []
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift())
      await work(item).catch(() => failed.push(item as T))
  }
  await Promise.all(Array.from({ length: count }, worker))
  return failed
}
