import { BookOutlined, DeleteOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { formatCount } from '../components/figures.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'

const wordsKey = ['search', 'words'] as const
const statusKey = ['search', 'status'] as const

/** The station's own words, and how its index stands. */
export const DictionaryButton = () => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button icon={<BookOutlined />} onClick={() => setOpen(true)} data-testid="dictionary">
        {t('search.dictionary')}
      </Button>
      <DetailDrawer
        open={open}
        close={() => setOpen(false)}
        title={t('search.dictionary')}
        about={t('search.dictionaryAbout')}
        testId="dictionary-drawer"
      >
        {open ? <Dictionary /> : null}
      </DetailDrawer>
    </>
  )
}

const Dictionary = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const words = useInfiniteQuery({
    queryKey: wordsKey,
    queryFn: ({ pageParam, signal }) =>
      api.search.words({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const again = async () => {
    await queries.invalidateQueries({ queryKey: wordsKey })
    await queries.invalidateQueries({ queryKey: statusKey })
  }
  const add = useAct(async () => {
    const said = [...new Set(text.split(/[\s,，、;；]+/).filter((word) => word !== ''))]
    const { added } = await api.search.addWords({ words: said })
    void message.success(t('search.added', { count: added, number: added }))
    setText('')
    await again()
  })
  const drop = useAct(async (id: string) => {
    await api.search.removeWord({ id })
    await again()
  })
  const items = words.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="search-dictionary">
      {may('assets:write') ? (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() !== '') add.act()
          }}
        >
          <Input.TextArea
            value={text}
            rows={2}
            maxLength={2000}
            placeholder={t('search.typeWords')}
            aria-label={t('search.typeWords')}
            onChange={(event) => setText(event.target.value)}
            data-testid="words-text"
          />
          <Button htmlType="submit" type="primary" disabled={text.trim() === ''} loading={add.busy}>
            {t('search.addWords')}
          </Button>
        </form>
      ) : null}
      {words.error ? (
        <ErrorState small error={words.error} again={() => void words.refetch()} />
      ) : words.isPending ? (
        <Skeleton rows={4} />
      ) : items.length === 0 ? (
        <Empty small title={t('search.noWords')} detail={t('search.noWordsDetail')} />
      ) : (
        <ul className="search-words">
          {items.map(({ id, word, addedBy }) => (
            <li key={id}>
              <span className="grow ellipsis">{word}</span>
              <span className="faint ellipsis">{addedBy}</span>
              {may('assets:write') ? (
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  onClick={() => drop.act(id)}
                  aria-label={t('search.drop', { name: word })}
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {words.hasNextPage ? (
        <Button block loading={words.isFetchingNextPage} onClick={() => void words.fetchNextPage()}>
          {t('search.moreWords')}
        </Button>
      ) : null}
      <IndexStatus />
    </div>
  )
}

const IndexStatus = () => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const { data } = useQuery({ queryKey: statusKey, queryFn: ({ signal }) => api.search.status({}, { signal }) })
  const rebuild = useAct(async () => {
    await api.search.rebuild({})
    await queries.invalidateQueries({ queryKey: statusKey })
  })
  if (!data) return null
  return (
    <section className="search-status">
      <h3>{t('search.index')}</h3>
      <p className="soft">
        {t('search.indexed', { count: data.assets, number: formatCount(data.assets, i18n.language) })}
        {data.builtAt ? ` · ${t('search.builtAt', { at: formatInstant(data.builtAt, i18n.language) })}` : null}
      </p>
      {may('station:manage') ? (
        <Button loading={rebuild.busy} disabled={data.run !== undefined} onClick={() => rebuild.act()}>
          {data.run === undefined ? t('search.rebuild') : t('search.building')}
        </Button>
      ) : null}
    </section>
  )
}
