declare module '*.css'
declare module '*.svg' {
  /** Address of the built file. */
  const address: string
  export default address
}
declare module 'virtual:words/*' {
  /** What all sections say in a language, in branches. */
  const words: { [key: string]: string | typeof words }
  export default words
}

interface ImportMeta {
  /** Every module whose path fits, by path; Vite writes the list when it builds. */
  glob<M>(pattern: string, options: { eager: true; import: string }): Record<string, M>
}
