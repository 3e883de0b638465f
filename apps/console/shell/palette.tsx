import { useQuery } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import { useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { places } from './all-sections.ts'
import { api } from './api.ts'
import { useSession } from './session.tsx'

type Hit = { to: string; label: string; hint: string }

/** Ctrl/⌘-K: go anywhere, find any asset. */
export const Palette = ({ open, setOpen }: { open: boolean; setOpen(open: boolean): void }) => {
  const { t } = useTranslation()
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [setOpen])
  return (
    <Modal
      open={open}
      onCancel={() => setOpen(false)}
      footer={null}
      closable={false}
      destroyOnHidden
      title={<span className="hidden">{t('palette.open')}</span>}
      className="palette"
      style={{ top: 72 }}
      width={560}
    >
      <Search done={() => setOpen(false)} />
    </Modal>
  )
}

const Search = ({ done }: { done(): void }) => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { may } = useSession()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const wanted = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['assets', 'palette', wanted],
    queryFn: ({ signal }) => api.vms.list({ text: wanted, limit: 8 }, { signal }),
    enabled: wanted !== '',
  })
  const pages: Hit[] = places
    .filter(({ scope }) => may(scope))
    .map(({ to, label }) => ({ to, label: t(label), hint: t('palette.page') }))
  const hits: Hit[] = [
    ...(wanted === '' ? [] : (found.data?.items ?? [])).map((asset) => ({
      to: `/assets/${asset.id}`,
      label: asset.title,
      hint: t(`states.${asset.state}`),
    })),
    ...pages.filter((place) => place.label.toLowerCase().includes(wanted.toLowerCase())),
  ]
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    done()
    void navigate(hit.to)
  }
  const move = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setChosen((i) => (i + step + hits.length) % Math.max(1, hits.length))
  }
  return (
    <>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
        }}
        onKeyDown={move}
        onPressEnter={(event) => event.nativeEvent.isComposing || go(hits[chosen])}
      />
      <ul className="hits" role="listbox" aria-label={t('palette.open')}>
        {hits.map((hit, i) => (
          <li key={hit.to} role="option" aria-selected={i === chosen}>
            <button type="button" onClick={() => go(hit)} onPointerMove={() => setChosen(i)} tabIndex={-1}>
              <span>{hit.label}</span>
              <span className="faint">{hit.hint}</span>
            </button>
          </li>
        ))}
        {hits.length === 0 && !found.isFetching ? <li className="faint hits-none">{t('palette.none')}</li> : null}
      </ul>
    </>
  )
}
