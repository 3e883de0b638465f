import { FolderOutlined, PlaySquareOutlined, SaveOutlined, SearchOutlined, TagOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Input, type InputRef } from 'antd'
import { useDeferredValue, useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Suggestion } from '#services/search'
import { useKeptViews } from '../components/kept-views.ts'
import { api } from '../shell/api.ts'
import { useKeys } from '../shell/keys.ts'
import { readAsked, unfiltered, type Change } from './asked.ts'
import { Marked } from './marked.tsx'
import { savedPage } from './saved.tsx'

const most = 8
const mostSaved = 3

const icons: Record<Suggestion['kind'], ReactNode> = {
  asset: <PlaySquareOutlined />,
  tag: <TagOutlined />,
  column: <FolderOutlined />,
  spelling: <SearchOutlined />,
}

type Option = { value: string; label: ReactNode; take(): void }

/** Where one writes what is searched for; what one may mean is offered. `/` goes there. */
export const SearchBox = ({ text, change }: { text: string; change: Change }) => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [value, setValue] = useState(text)
  const [open, setOpen] = useState(false)
  const field = useRef<InputRef>(null)
  const taken = useRef(false)
  useEffect(() => setValue(text), [text])
  useKeys({ '/': () => field.current?.focus() })
  const typed = useDeferredValue(value.trim())
  const saved = useKeptViews(savedPage)
  const { data } = useQuery({
    queryKey: ['search', 'suggest', typed],
    queryFn: ({ signal }) => api.search.suggest({ text: typed.slice(0, 100), limit: most }, { signal }),
    enabled: open && typed !== '',
    staleTime: 10_000,
  })
  const search = (next: string) => {
    setOpen(false)
    setValue(next)
    change((asked) => ({ ...asked, text: next.trim() }))
  }
  const line = (icon: ReactNode, label: ReactNode, kind: string) => (
    <span className="search-offer">
      <span className="faint" aria-hidden="true">
        {icon}
      </span>
      <span className="ellipsis grow">{label}</span>
      <span className="faint">{kind}</span>
    </span>
  )
  const options: Option[] =
    typed === ''
      ? []
      : [
          ...(data?.items ?? []).map((one): Option => {
            const take = () => {
              if (one.asset) return void navigate(`/assets/${one.asset.id}`)
              if (one.kind === 'spelling') return search(one.text)
              const key = one.kind === 'tag' ? 'tag' : 'column'
              change((asked) => ({ ...unfiltered(asked), text: '', [key]: [one.text] }))
              setValue('')
              setOpen(false)
            }
            const label = one.kind === 'spelling' ? t('search.meant', { text: one.text }) : <Marked {...one} />
            const name = one.kind === 'spelling' ? '' : t(`search.offers.${one.kind}`)
            return {
              value: `${one.kind}/${one.asset?.id ?? one.text}`,
              label: line(icons[one.kind], label, name),
              take,
            }
          }),
          ...saved.items
            .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
            .slice(0, mostSaved)
            .map(({ id, name, query }): Option => {
              const take = () => {
                setOpen(false)
                change(() => readAsked(new URLSearchParams(query)))
              }
              return { value: `saved/${id}`, label: line(<SaveOutlined />, name, t('search.offers.saved')), take }
            }),
        ]
  return (
    <AutoComplete
      className="search-box"
      value={value}
      options={options.map(({ value: key, label }) => ({ value: key, label }))}
      open={open && options.length > 0}
      onOpenChange={setOpen}
      defaultActiveFirstOption={false}
      onSelect={(key: string) => {
        taken.current = true
        options.find((one) => one.value === key)?.take()
      }}
      onChange={(next: string, option) => {
        // What is chosen with the keyboard is not what was written.
        if (!Array.isArray(option) && option?.label !== undefined) return
        setValue(next ?? '')
        setOpen(true)
      }}
    >
      <Input
        ref={field}
        size="large"
        prefix={<SearchOutlined className="faint" />}
        placeholder={t('search.placeholder')}
        aria-label={t('search.placeholder')}
        allowClear
        maxLength={200}
        data-testid="search-field"
        autoFocus={text === ''}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          // The list of offers hears of the key first, if one of them is chosen.
          taken.current = false
          const written = event.currentTarget.value
          setTimeout(() => taken.current || search(written))
        }}
      />
    </AutoComplete>
  )
}
