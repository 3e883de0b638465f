import { useTranslation } from 'react-i18next'
import type { Match } from '#services/dna'

/** What seems to have been done to a source, in words: `镜像、加了角标`. Empty where nothing was. */
export const useEditWords = () => {
  const { t, i18n } = useTranslation()
  const parting = i18n.language === 'en' ? ', ' : '、'
  return (edits: Match['edits']): string =>
    edits
      .filter((edit) => edit !== 'identical')
      .map((edit) => t(`copies.edits.${edit}`))
      .join(parting)
}

/** What a match says, as a sentence. Titles are those of the assets that can be seen. */
export const useSentence = () => {
  const { t, i18n } = useTranslation()
  const words = useEditWords()
  return ({ seconds, edits }: Match, title: string, source: string): string => {
    const done = words(edits)
    const long =
      seconds < 600
        ? t('copies.seconds', { count: Math.round(seconds) })
        : t('copies.minutes', { count: Math.round(seconds / 60) })
    const parting = i18n.language === 'en' ? ', ' : '，'
    return t('copies.sentence', { long, title, source, edits: done === '' ? '' : parting + done })
  }
}
