import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import en from 'antd/es/locale/en_US.js'
import zh from 'antd/es/locale/zh_CN.js'
import { createContext, use, useLayoutEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { UndoToasts } from '../components/undo.tsx'
import { antdTheme, applyVariables, densities, type Density, type Mode } from './tokens.ts'

/** `auto`: desks as the system is set, pages around a player dark. */
export type ThemeChoice = 'auto' | Mode
/** The page's policy lets only styles with this through. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content
const choices: readonly string[] = ['auto', 'light', 'dark'] satisfies ThemeChoice[]
const kept = 'rongmei.theme'
const keptDensity = 'rongmei.density'

type Locale = NonNullable<ConfigProviderProps['locale']>
// antd describes these modules as CommonJS, but they are not.
const locales = { 'zh-CN': zh as unknown as Locale, en: en as unknown as Locale }

type Theme = {
  choice: ThemeChoice
  choose(choice: ThemeChoice): void
  mode: Mode
  around(player: boolean): void
  density: Density
  chooseDensity(density: Density): void
}
const ThemeContext = createContext<Theme | undefined>(undefined)

/** Whether a media query holds, kept up to date. */
export const useMedia = (query: string): boolean => {
  const media = useMemo(() => matchMedia(query), [query])
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => media.matches,
  )
}

/** A hand-held screen: tables become cards and the primary action moves under the thumb. */
export const useNarrow = (): boolean => useMedia('(max-width: 719px)')

const keptChoice = (): ThemeChoice => {
  const choice = localStorage.getItem(kept)
  return choice && choices.includes(choice) ? (choice as ThemeChoice) : 'auto'
}

const densityKept = (): Density =>
  densities.find((density) => density === localStorage.getItem(keptDensity)) ?? 'comfortable'

/** Gives antd and our own CSS the colours of the mode that holds now. */
export const ThemeProvider = ({ children }: { children: ReactNode }) => {
  const { i18n } = useTranslation()
  const [choice, setChoice] = useState(keptChoice)
  const [density, setDensity] = useState(densityKept)
  const [player, around] = useState(false)
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const still = useMedia('(prefers-reduced-motion: reduce)')
  const mode: Mode = choice === 'auto' ? (player || systemDark ? 'dark' : 'light') : choice

  useLayoutEffect(() => applyVariables(mode, density), [mode, density])
  const value = useMemo<Theme>(() => {
    const choose = (next: ThemeChoice) => {
      localStorage.setItem(kept, next)
      setChoice(next)
    }
    const chooseDensity = (next: Density) => {
      localStorage.setItem(keptDensity, next)
      setDensity(next)
    }
    return { choice, choose, mode, around, density, chooseDensity }
  }, [choice, mode, density])
  const config = useMemo(() => antdTheme(mode, density, { still }), [mode, density, still])
  return (
    <ThemeContext value={value}>
      <ConfigProvider
        theme={config}
        locale={locales[i18n.language === 'en' ? 'en' : 'zh-CN']}
        csp={nonce ? { nonce } : {}}
        button={{ autoInsertSpace: false }}
        form={{ requiredMark: false }}
      >
        <App message={{ maxCount: 3 }} notification={{ placement: 'bottomLeft' }}>
          {children}
          <UndoToasts />
        </App>
      </ConfigProvider>
    </ThemeContext>
  )
}

export const useTheme = (): Theme => {
  const theme = use(ThemeContext)
  if (!theme) throw new Error('useTheme outside ThemeProvider')
  return theme
}

/** While the component is shown, `auto` means dark: there is a player on the page. */
export const useDarkRoom = (): void => {
  const { around } = useTheme()
  useLayoutEffect(() => {
    around(true)
    return () => around(false)
  }, [around])
}
