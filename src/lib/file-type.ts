/** The type that the first bytes of a file tell, if they tell one. The library is loaded when the first file comes. */
export async function fileTypeOf(head: Buffer): Promise<{ ext: string; mime: string } | undefined> {
  const { fileTypeFromBuffer } = await import('file-type')
  return fileTypeFromBuffer(head)
}
