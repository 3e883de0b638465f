declare module '*.css'
declare module '*.svg' {
  /** Address of the built file. */
  const address: string
  export default address
}
