import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './locales/en.json' with { type: 'json' }
import zh from './locales/zh-CN.json' with { type: 'json' }

export type Language = 'zh-CN' | 'en'
const kept = 'rongmei.language'

const firstLanguage = (): Language => {
  const chosen = localStorage.getItem(kept)
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  return navigator.language.toLowerCase().startsWith('zh') || !navigator.language.toLowerCase().startsWith('en')
    ? 'zh-CN'
    : 'en'
}

const show = (language: string) => {
  document.documentElement.lang = language
}

/** Both languages are in the bundle: switching never waits. */
export const startLanguages = async (): Promise<void> => {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  show(language)
}

export const chooseLanguage = async (language: Language): Promise<void> => {
  localStorage.setItem(kept, language)
  show(language)
  await i18next.changeLanguage(language)
}
