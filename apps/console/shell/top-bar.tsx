import { DownOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { chooseLanguage, type Language } from '../i18n.ts'
import { Bell } from '../notices/bell.tsx'
import { useNarrow, useTheme, type ThemeChoice } from '../theme/theme.tsx'
import { useTour } from '../welcome/tour-context.ts'
import { UploadsButton } from '../uploads/tray.tsx'
import mark from '../theme/mark.svg'
import { Palette } from './palette.tsx'
import { useSession } from './session.tsx'

/** Station · search · uploads · me. */
export const TopBar = () => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const [searching, setSearching] = useState(false)
  return (
    <header className="top-bar">
      <Link to="/" className="brand" {...(narrow ? { 'aria-label': t('shell.home') } : {})}>
        <img src={mark} alt="" width={24} height={24} />
        {narrow ? null : <strong>{t('shell.name')}</strong>}
      </Link>
      <StationSwitch />
      <div className="grow" />
      <button
        type="button"
        className="search-button"
        onClick={() => setSearching(true)}
        {...(narrow ? { 'aria-label': t('palette.open') } : {})}
        data-testid="search"
      >
        <SearchOutlined />
        {narrow ? null : (
          <>
            <span>{t('palette.open')}</span>
            <kbd>{/Mac|iP/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</kbd>
          </>
        )}
      </button>
      <UploadsButton />
      <Bell />
      <Me />
      <Palette open={searching} setOpen={setSearching} />
    </header>
  )
}

const StationSwitch = () => {
  const { t } = useTranslation()
  const { session, station, enter } = useSession()
  if (session.stations.length < 2) return <span className="station-name">{station?.name}</span>
  const items: MenuProps['items'] = session.stations.map((one) => ({
    key: one.id,
    label: (
      <span className="station-item">
        {one.name}
        <span className="faint">{t(`roles.${one.role}`)}</span>
      </span>
    ),
  }))
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectable: true, selectedKeys: station ? [station.id] : [], onClick: ({ key }) => enter(key) }}
    >
      <Button type="text" className="station-switch" title={t('shell.switchStation')} data-testid="station-switch">
        <span className="station-name">{station?.name}</span> <DownOutlined />
      </Button>
    </Dropdown>
  )
}

const Me = () => {
  const { t, i18n } = useTranslation()
  const { session, station, leave } = useSession()
  const { choice, choose } = useTheme()
  const tour = useTour()
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: `${session.person?.name ?? ''} · ${station ? t(`roles.${station.role}`) : ''}`,
    },
    { type: 'divider' },
    {
      key: 'theme',
      type: 'group',
      label: t('me.theme'),
      children: (['auto', 'light', 'dark'] as const).map((one) => ({
        key: `theme:${one}`,
        label: t(`me.themes.${one}`),
      })),
    },
    {
      key: 'language',
      type: 'group',
      label: t('me.language'),
      children: [
        { key: 'language:zh-CN', label: '简体中文' },
        { key: 'language:en', label: 'English' },
      ],
    },
    { type: 'divider' },
    { key: 'tour', label: t('me.tour') },
    { key: 'password', label: <Link to="/login?change">{t('me.password')}</Link> },
    { key: 'leave', label: t('me.signOut') },
  ]
  const act = (key: string) => {
    const [what, value] = key.split(':')
    if (what === 'theme') choose(value as ThemeChoice)
    if (what === 'language') void chooseLanguage(value as Language)
    if (what === 'tour') tour.start()
    if (what === 'leave') void leave()
  }
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items,
        selectable: true,
        multiple: true,
        selectedKeys: [`theme:${choice}`, `language:${i18n.language}`],
        onClick: ({ key }) => act(key),
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t('me.label')} data-testid="me" />
    </Dropdown>
  )
}
