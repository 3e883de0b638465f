/**
 * What the sources of hls.js take from four small packages, as far as our media needs it. `vite.config.ts` puts this
 * module in their place.
 */
type Heard = (...told: unknown[]) => void
type Listener = { heard: Heard; context: unknown; once: boolean }

/** The part of `eventemitter3` that hls.js uses. */
export class EventEmitter {
  private readonly byName = new Map<string, Listener[]>()

  on(name: string, heard: Heard, context: unknown = this): this {
    return this.add(name, { heard, context, once: false })
  }

  once(name: string, heard: Heard, context: unknown = this): this {
    return this.add(name, { heard, context, once: true })
  }

  off(name: string, heard?: Heard, context?: unknown, once?: boolean): this {
    if (!heard) return this.removeAllListeners(name)
    const others = (this.byName.get(name) ?? []).filter(
      (one) => one.heard !== heard || (once && !one.once) || (context !== undefined && one.context !== context),
    )
    this.byName.set(name, others)
    return this
  }

  removeAllListeners(name?: string): this {
    if (name === undefined) this.byName.clear()
    else this.byName.delete(name)
    return this
  }

  listeners(name: string): Heard[] {
    return (this.byName.get(name) ?? []).map((one) => one.heard)
  }

  listenerCount(name: string): number {
    return this.byName.get(name)?.length ?? 0
  }

  emit(name: string, ...told: unknown[]): boolean {
    const now = this.byName.get(name) ?? []
    for (const one of now) {
      if (one.once) this.off(name, one.heard, one.context, true)
      one.heard.apply(one.context, told)
    }
    return now.length > 0
  }

  private add(name: string, listener: Listener): this {
    this.byName.set(name, [...(this.byName.get(name) ?? []), listener])
    return this
  }
}

/** As `url-toolkit` has it; the browser itself knows how. */
export const buildAbsoluteURL = (base: string, relative: string): string =>
  relative === '' ? base : new URL(relative, new URL(base, globalThis.location?.href)).href

/** As `@svta/cml-utils` has it; also on pages without TLS, where `crypto.randomUUID` is missing. */
export const uuid = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** As `@svta/cml-id3` has it: UTF-8 bytes as text, up to the first NUL when asked. */
export const utf8ArrayToStr = (bytes: Uint8Array, exitOnNull = false): string => {
  const end = exitOnNull ? bytes.indexOf(0) : -1
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end))
}

// ID3 tags occur in packed audio and transport streams; our media is CMAF only, so there never are any.
export const canParseId3 = (): boolean => false
export const getId3Data = (): undefined => undefined
export const getId3Timestamp = (): undefined => undefined
export const getId3Frames = (): never[] => []
export const isId3TimestampFrame = (): boolean => false
