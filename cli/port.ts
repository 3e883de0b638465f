import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { misused, Refusal } from './verb.ts'

/** Refuses an address that cannot be listened on, naming who holds it where that can be found out. */
export const checkAddress = async (host: string, port: number): Promise<void> => {
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = createServer()
      .once('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message))
      .listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)))
  })
  if (code === undefined) return
  if (code === 'EADDRINUSE') {
    const holder = await portHolder(port)
    throw new Refusal(`port ${port} is taken${holder ? ` by ${holder}` : ''}; choose another with --port`)
  }
  if (code === 'EACCES') throw new Refusal(`port ${port} needs root; choose one from 1024 with --port`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    throw misused(`this machine has no address '${host}' (--host)`)
  }
  throw new Refusal(`port ${port} on ${host} cannot be listened on: ${code}`)
}

/** `<command line> (process <pid>)` of whoever listens on a TCP port; undefined where the kernel does not tell us. */
export const portHolder = async (port: number): Promise<string | undefined> => {
  const sockets = await listeningSockets(port)
  if (sockets.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`
    const files = await readdir(folder).catch(() => [])
    const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')))
    if (links.some((link) => sockets.has(link))) {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
      return `${words.join(' ').trim().slice(0, 80) || 'a program'} (process ${pid})`
    }
  }
  return undefined
}

/** `socket:[<inode>]` of each socket that listens on the port, as the kernel lists them. */
const listeningSockets = async (port: number): Promise<Set<string>> => {
  const listening = '0A'
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const tables = await Promise.all(['tcp', 'tcp6'].map((t) => readFile(`/proc/net/${t}`, 'utf8').catch(() => '')))
  const rows = tables.flatMap((table) => table.split('\n').slice(1)).map((line) => line.trim().split(/\s+/))
  const held = rows.filter(([, local, , state]) => local?.endsWith(suffix) && state === listening)
  return new Set(held.map((row) => `socket:[${row[9]}]`))
}
