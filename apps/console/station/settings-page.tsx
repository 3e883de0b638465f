import { Button, Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageFrame } from '../components/page-frame.tsx'
import { chooseLanguage, type Language } from '../i18n.ts'
import { useSession } from '../shell/session.tsx'
import { useTheme, type ThemeChoice } from '../theme/theme.tsx'
import { useTour } from '../welcome/tour-context.ts'

const themes = ['auto', 'light', 'dark'] as const satisfies ThemeChoice[]
const densities = ['comfortable', 'dense'] as const

/** 设置: how the person likes the console, and where the station's own settings are. */
export const SettingsPage = () => {
  const { t, i18n } = useTranslation()
  const { session, station, may, leave } = useSession()
  const { choice, choose, density, chooseDensity } = useTheme()
  const tour = useTour()
  return (
    <PageFrame title={t('nav.settings')} width="narrow">
      <Group title={t('settings.mine')}>
        <Line label={t('settings.account')} hint={session.person?.login}>
          {session.person?.name}
        </Line>
        <Line label={t('settings.role')} hint={station?.name}>
          {station ? t(`roles.${station.role}`) : ''}
        </Line>
        <Line label={t('settings.password')}>
          <Link to="/login?change">{t('me.password')}</Link>
        </Line>
        <Line label={t('me.signOut')}>
          <Button size="small" onClick={() => void leave()}>
            {t('me.signOut')}
          </Button>
        </Line>
      </Group>
      <Group title={t('settings.look')}>
        <Line label={t('me.theme')} hint={t('settings.themeHint')}>
          <Segmented
            value={choice}
            onChange={choose}
            options={themes.map((value) => ({ value, label: t(`me.themes.${value}`) }))}
            aria-label={t('me.theme')}
          />
        </Line>
        <Line label={t('settings.density')} hint={t('settings.densityHint')}>
          <Segmented
            value={density}
            onChange={chooseDensity}
            options={densities.map((value) => ({ value, label: t(`settings.densities.${value}`) }))}
            aria-label={t('settings.density')}
          />
        </Line>
        <Line label={t('me.language')}>
          <Segmented
            value={i18n.language === 'en' ? 'en' : 'zh-CN'}
            onChange={(value) => void chooseLanguage(value as Language)}
            options={[
              { value: 'zh-CN', label: '简体中文' },
              { value: 'en', label: 'English' },
            ]}
            aria-label={t('me.language')}
          />
        </Line>
        <Line label={t('me.tour')} hint={t('settings.tourHint')}>
          <Button size="small" onClick={tour.start}>
            {t('settings.start')}
          </Button>
        </Line>
      </Group>
      <Group title={t('settings.station')}>
        <Line label={t('settings.stationName')} hint={t('settings.stationHint')}>
          <Link to="/station">{station?.name}</Link>
        </Line>
        {may('keys:manage') ? (
          <Line label={t('nav.keys')} hint={t('settings.keysHint')}>
            <Link to="/station/keys">{t('settings.open')}</Link>
          </Line>
        ) : null}
      </Group>
    </PageFrame>
  )
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="panel settings-group" aria-label={title}>
    <h2>{title}</h2>
    <dl>{children}</dl>
  </section>
)

const Line = ({ label, hint, children }: { label: string; hint?: string | undefined; children: ReactNode }) => (
  <div className="settings-line">
    <dt>
      {label}
      {hint ? <span className="faint">{hint}</span> : null}
    </dt>
    <dd>{children}</dd>
  </div>
)
