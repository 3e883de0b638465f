import { useQueryClient } from '@tanstack/react-query'
import { App, AutoComplete, Button, Form, Input, Select } from 'antd'
import { memo, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { offerUndo } from '../components/undo-list.ts'
import { useFacets } from '../library/facets.tsx'
import { useOutbox } from '../offline/offline.tsx'
import { api } from '../shell/api.ts'
import { isProblem, problemText } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { putAsset, useInTurn } from './asset-data.ts'
import { changedFields, draftOf, rebase, updateOf, type Draft, type Field } from './edit.ts'

type Conflict = { theirs: Asset; both: Field[] }

/**
 * Title, description, tags and column. What is saved shows at once and can be taken back for 8 s; when someone else was
 * faster, both versions are shown and nothing typed is lost.
 */
export const DetailsForm = memo(({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { may } = useSession()
  const queries = useQueryClient()
  const facets = useFacets()
  const inTurn = useInTurn(asset.id)
  const [base, setBase] = useState(asset)
  const outbox = useOutbox()
  const [kept] = useState(() => {
    const pending = outbox.of(asset.id)
    return pending && rebase(pending.base, pending.draft, draftOf(asset))
  })
  const [draft, setDraft] = useState(kept?.draft ?? draftOf(asset))
  const [conflict, setConflict] = useState<Conflict | undefined>(
    kept && kept.both.length > 0 ? { theirs: asset, both: kept.both } : undefined,
  )
  const [busy, setBusy] = useState(false)
  const changed = changedFields(draftOf(base), draft)
  const dirty = changed.length > 0
  const readOnly = !may('assets:write') || asset.deletedAt !== undefined

  // What others change shows at once, unless the person is in the middle of an edit: that is settled when saving.
  useEffect(() => {
    if (dirty || busy || asset.version === base.version) return
    setBase(asset)
    setDraft(draftOf(asset))
  }, [asset, base, dirty, busy])

  useEffect(() => {
    if (!dirty) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [dirty])

  const saved = (next: Asset) => {
    putAsset(queries, next)
    setBase(next)
    setDraft(draftOf(next))
    setConflict(undefined)
    outbox.drop(asset.id)
  }
  /** Back to what it was, where nobody has changed the same since. */
  const takeBack = async (before: Draft, after: Draft) => {
    try {
      const now = await api.vms.get({ id: asset.id })
      const { draft: onTop, both } = rebase(after, before, draftOf(now))
      if (both.length > 0) return void message.error(t('asset.changedSince'), 6)
      saved(
        await inTurn(() => api.vms.update({ id: asset.id, version: now.version, ...updateOf(draftOf(now), onTop) })),
      )
    } catch (error) {
      void message.error(problemText(error), 6)
    }
  }
  const save = async () => {
    const [before, wanted] = [draftOf(base), draft]
    setBusy(true)
    // At once, as if it had been done; put back below if it could not be.
    queries.setQueryData<Asset>(['assets', 'one', asset.id], (shown) => shown && { ...shown, ...shownOf(wanted) })
    const putBack = () =>
      queries.setQueryData<Asset>(['assets', 'one', asset.id], (shown) => shown && { ...shown, ...shownOf(before) })
    try {
      const next = await inTurn(() =>
        api.vms.update({ id: asset.id, version: base.version, ...updateOf(before, wanted) }),
      )
      saved(next)
      offerUndo({ text: t('asset.saved'), undo: () => void takeBack(before, draftOf(next)) })
    } catch (error) {
      putBack()
      if (isProblem(error, 'unreachable')) {
        outbox.put({ asset: asset.id, base: before, draft: wanted })
        return void message.info(t('offline.held'), 4)
      }
      if (!isProblem(error, 'changed-meanwhile')) return void message.error(problemText(error), 6)
      const theirs = await api.vms.get({ id: asset.id })
      const { draft: onTop, both } = rebase(before, wanted, draftOf(theirs))
      queries.setQueryData(['assets', 'one', asset.id], theirs)
      setBase(theirs)
      setDraft(onTop)
      setConflict({ theirs, both })
    } finally {
      setBusy(false)
    }
  }
  const set = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }))
  const help = (field: Field) =>
    conflict?.both.includes(field) ? (
      <Theirs field={field} theirs={draftOf(conflict.theirs)} take={(value) => set({ [field]: value })} />
    ) : undefined
  const titleMissing = draft.title.trim() === ''
  return (
    <Form
      layout="vertical"
      disabled={readOnly || busy}
      className="details"
      onFinish={() => void save()}
      data-testid="details"
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        if (dirty && !titleMissing) void save()
      }}
    >
      {conflict ? (
        <div className="conflict" role="alert" data-testid="conflict">
          <strong>{t('asset.conflict')}</strong>
          <p>{t(conflict.both.length > 0 ? 'asset.conflictBoth' : 'asset.conflictOther')}</p>
        </div>
      ) : null}
      <Form.Item
        label={t('asset.title')}
        htmlFor="asset-title"
        extra={help('title')}
        {...(titleMissing ? { validateStatus: 'error', help: t('asset.titleMissing') } : {})}
      >
        <Input
          id="asset-title"
          value={draft.title}
          maxLength={300}
          onChange={(event) => set({ title: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('asset.description')} htmlFor="asset-description" extra={help('description')}>
        <Input.TextArea
          id="asset-description"
          value={draft.description}
          maxLength={10_000}
          rows={3}
          className="growing"
          onChange={(event) => set({ description: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('library.column')} htmlFor="asset-column" extra={help('column')}>
        <AutoComplete
          id="asset-column"
          value={draft.column}
          options={facets.data?.columns.map(({ value }) => ({ value })) ?? []}
          showSearch={{ filterOption: true }}
          onChange={(value: string) => set({ column: value.slice(0, 100) })}
        />
      </Form.Item>
      <Form.Item label={t('library.tag')} htmlFor="asset-tags" extra={help('tags')}>
        <Select
          id="asset-tags"
          mode="tags"
          value={draft.tags}
          tokenSeparators={[',', '，', '、', ';', '；']}
          options={facets.data?.tags.map(({ value }) => ({ value })) ?? []}
          placeholder={t('asset.tagsHint')}
          onChange={(tags: string[]) =>
            set({ tags: [...new Set(tags.map((tag) => tag.trim().slice(0, 40)).filter(Boolean))].slice(0, 50) })
          }
        />
      </Form.Item>
      {readOnly ? null : (
        <div className="row details-save" data-dirty={dirty}>
          <Button type="primary" htmlType="submit" disabled={!dirty || titleMissing} loading={busy} data-testid="save">
            {t('actions.save')}
          </Button>
          {dirty ? (
            <Button
              type="text"
              onClick={() => {
                outbox.drop(asset.id)
                setDraft(draftOf(base))
                setConflict(undefined)
              }}
            >
              {t('asset.revert')}
            </Button>
          ) : null}
        </div>
      )}
    </Form>
  )
})

/** A draft as the page shows it of an asset. */
const shownOf = ({ title, description, tags }: Draft): Partial<Asset> => ({ title: title.trim(), description, tags })

const Theirs = ({ field, theirs, take }: { field: Field; theirs: Draft; take(value: string | string[]): void }) => {
  const { t } = useTranslation()
  const value = theirs[field]
  const shown = (Array.isArray(value) ? value.join('、') : value) || t('asset.empty')
  return (
    <span className="theirs">
      {t('asset.theirs')} <q>{shown}</q>
      <Button type="link" size="small" onClick={() => take(value)}>
        {t('asset.takeTheirs')}
      </Button>
    </span>
  )
}
