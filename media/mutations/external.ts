/**
 * A QuickTime file (index last, one video track) whose media data is said to lie in another file, at an absolute path:
 * the data reference of its track becomes an alias record (QuickTime File Format, "Data Reference Atoms").
 */
export const withExternalMedia = (file: Buffer, path: string): Buffer => {
  const chain = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref']
  const starts: number[] = []
  let from = 0
  for (const name of chain) {
    const start = file.indexOf(name, from, 'latin1') - 4
    starts.push(start)
    from = start + 8
  }
  const dref = starts.at(-1)!
  const entry = dref + 16
  const oldBytes = file.readUInt32BE(entry)
  const alias = aliasRecord(path)
  const grown = Buffer.concat([file.subarray(0, entry), alias, file.subarray(entry + oldBytes)])
  for (const start of starts) grown.writeUInt32BE(grown.readUInt32BE(start) + alias.length - oldBytes, start)
  return grown
}

const aliasRecord = (path: string): Buffer => {
  const name = Buffer.from(path.replaceAll('/', ':'))
  const record = Buffer.alloc(150 + 4 + name.length + 4)
  // The tag 2 is an absolute path with colons between folders; -1 ends the list.
  record.writeUInt16BE(2, 150)
  record.writeUInt16BE(name.length, 152)
  name.copy(record, 154)
  record.writeUInt16BE(0xffff, 154 + name.length)
  const header = Buffer.alloc(12)
  header.writeUInt32BE(12 + record.length, 0)
  header.write('alis', 4, 'latin1')
  return Buffer.concat([header, record])
}
