import i18next from 'i18next'

/** Built-in templates are called in the reader's language, those of the station as the station calls them. */
export const templateName = ({ id, title }: { id: string; title: string }): string => {
  const key = `qc.templates.${id}`
  return i18next.exists(key) ? i18next.t(key) : title
}
