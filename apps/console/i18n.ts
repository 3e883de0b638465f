import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'zh-CN' | 'en'
const kept = 'rongmei.language'

const words = { 'zh-CN': () => import('virtual:words/zh-CN'), en: () => import('virtual:words/en') }

const firstLanguage = (): Language => {
  const chosen = localStorage.getItem(kept)
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

const show = (language: string) => {
  document.documentElement.lang = language
}

/** Fetches the words of the person's language, and no others. */
export const startLanguages = async (): Promise<void> => {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: (await words[language]()).default } },
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  show(language)
}

/** Changes the language at once; its words come first. */
export const chooseLanguage = async (language: Language): Promise<void> => {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await words[language]()).default)
  }
  localStorage.setItem(kept, language)
  show(language)
  await i18next.changeLanguage(language)
}
