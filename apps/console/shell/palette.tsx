import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { CommandPalette, type Command, type CommandGroup } from '../components/command-palette.tsx'
import { chooseLanguage } from '../i18n.ts'
import { useTheme } from '../theme/theme.tsx'
import { pickFiles } from '../uploads/pick.ts'
import { useUploads } from '../uploads/uploads-context.ts'
import { useTour } from '../welcome/tour-context.ts'
import { places } from './all-sections.ts'
import { api } from './api.ts'
import { useSession } from './session.tsx'

const mostAssets = 8

/** Ctrl/⌘-K: go anywhere, find any asset, do what has no page of its own. */
export const Palette = ({ open, setOpen }: { open: boolean; setOpen(open: boolean): void }) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [setOpen])
  const close = () => {
    setOpen(false)
    setText('')
  }
  const { groups, pending } = useFound(text.trim(), open)
  return (
    <CommandPalette
      open={open}
      close={close}
      label={t('palette.open')}
      placeholder={t('palette.placeholder')}
      text={text}
      onText={setText}
      groups={groups}
      pending={pending}
      none={t('palette.none')}
    />
  )
}

const useFound = (typed: string, open: boolean): { groups: CommandGroup[]; pending: boolean } => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { may } = useSession()
  const wanted = useDeferredValue(typed)
  const deeds = useDeeds()
  const found = useQuery({
    queryKey: ['assets', 'palette', wanted],
    queryFn: ({ signal }) => api.search.find({ text: wanted, limit: mostAssets }, { signal }),
    enabled: open && wanted !== '' && may('assets:read'),
  })
  const fits = ({ label }: Command) => label.toLowerCase().includes(wanted.toLowerCase())
  const assets = wanted === '' ? [] : (found.data?.items ?? [])
  const pages = places
    .filter(({ scope }) => may(scope))
    .map(({ to, label, icon }): Command => ({ key: to, label: t(label), icon, run: () => void navigate(to) }))
  const groups: CommandGroup[] = [
    {
      key: 'assets',
      title: t('palette.assets'),
      commands: assets.map((asset) => ({
        key: asset.id,
        label: asset.title.text,
        hint: t(`states.${asset.state}`),
        run: () => void navigate(`/assets/${asset.id}`),
      })),
    },
    { key: 'pages', title: t('palette.pages'), commands: pages.filter(fits) },
    {
      key: 'search',
      title: t('palette.open'),
      commands:
        wanted !== '' && may('assets:read')
          ? [
              {
                key: 'everywhere',
                label: t('palette.everywhere', { text: wanted }),
                run: () => void navigate(`/search?text=${encodeURIComponent(wanted)}`),
              },
            ]
          : [],
    },
    { key: 'deeds', title: t('palette.deeds'), commands: deeds.filter(fits) },
  ]
  return { groups: groups.filter(({ commands }) => commands.length > 0), pending: found.isFetching }
}

/** What can be done from anywhere. */
const useDeeds = (): Command[] => {
  const { t, i18n } = useTranslation()
  const { leave } = useSession()
  const { mode, choose } = useTheme()
  const { allowed, add } = useUploads()
  const tour = useTour()
  const other = i18n.language === 'en' ? 'zh-CN' : 'en'
  return [
    ...(allowed
      ? [{ key: 'upload', label: t('actions.upload'), run: () => void pickFiles().then(add) } satisfies Command]
      : []),
    {
      key: 'theme',
      label: t(mode === 'dark' ? 'palette.toLight' : 'palette.toDark'),
      run: () => choose(mode === 'dark' ? 'light' : 'dark'),
    },
    { key: 'language', label: t('palette.otherLanguage'), run: () => void chooseLanguage(other) },
    { key: 'tour', label: t('me.tour'), run: tour.start },
    { key: 'leave', label: t('me.signOut'), run: () => void leave() },
  ]
}
