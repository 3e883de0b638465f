/** Hands the person a file made here. */
export const saveText = (name: string, mediaType: string, text: string): void => {
  const address = URL.createObjectURL(new Blob(['\u{FEFF}', text], { type: `${mediaType};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
