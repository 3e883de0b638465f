import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Template } from '#services/qc'
import { PageFrame } from '../components/page-frame.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { api } from '../shell/api.ts'
import { randomId } from '../shell/random-id.ts'
import { useSession } from '../shell/session.tsx'
import { TemplateEditor, type Edited } from './template-editor.tsx'
import { templateName } from './template-name.ts'
import { TemplateText } from './template-text.tsx'
import { templatesKey } from './templates.ts'
import { TryTemplate } from './try-template.tsx'

/** One template: looked at, changed, tried on an asset; or a new one, made after another. */
export const TemplatePage = () => {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const [params] = useSearchParams()
  const { data, error, refetch } = useQuery({
    queryKey: templatesKey,
    queryFn: async ({ signal }) => (await api.qc.templates({}, { signal })).items,
  })
  const isNew = id === 'new'
  const template = data?.find((one) => one.id === (isNew ? (params.get('from') ?? 'general') : id))
  const crumbs = [
    { to: '/qc', label: t('nav.qc') },
    { to: '/qc/templates', label: t('qcRoom.tabs.templates') },
  ]
  if (template) return <Opened key={`${id} ${template.version}`} template={template} isNew={isNew} crumbs={crumbs} />
  return (
    <PageFrame title={t('qcRoom.tabs.templates')} crumbs={crumbs} width="narrow">
      {error ? (
        <ErrorState error={error} again={() => void refetch()} />
      ) : data ? (
        <Empty title={t('qcRoom.gone')}>
          <Link to="/qc/templates">{t('qcRoom.toTemplates')}</Link>
        </Empty>
      ) : (
        <Skeleton shape="form" rows={6} />
      )}
    </PageFrame>
  )
}

type OpenedProps = { template: Template; isNew: boolean; crumbs: { to: string; label: string }[] }

const Opened = ({ template, isNew, crumbs }: OpenedProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const name = templateName(template)
  const manages = may('station:manage')
  const save = async (edited: Edited) => {
    const saved = isNew
      ? await api.qc.addTemplate(edited, { idempotencyKey: randomId() })
      : await api.qc.changeTemplate({ id: template.id, version: template.version, ...edited })
    await queries.invalidateQueries({ queryKey: templatesKey })
    void message.success(t('qcRoom.saved'))
    if (isNew) void navigate(`/qc/templates/${saved.id}`, { replace: true })
  }
  const [first] = useState<Edited>({
    title: isNew ? t('qcRoom.copyOf', { title: name }) : name,
    stopsPublish: template.stopsPublish,
    rules: template.rules,
  })
  const readOnly = !manages || (template.builtIn && !isNew)
  const why = manages ? 'qcRoom.builtInAbout' : 'qcRoom.readOnly'
  return (
    <PageFrame
      title={isNew ? t('qcRoom.newAfter', { title: name }) : name}
      about={readOnly ? t(why) : t('qcRoom.editorAbout')}
      crumbs={crumbs}
      width="narrow"
      actions={
        manages && template.builtIn && !isNew ? (
          <Button
            type="primary"
            onClick={() => void navigate(`/qc/templates/new?from=${template.id}`)}
            data-testid="copy-template"
          >
            {t('qcRoom.copy')}
          </Button>
        ) : undefined
      }
    >
      {readOnly ? (
        <TemplateText template={template} />
      ) : (
        <TemplateEditor first={first} okText={t(isNew ? 'actions.create' : 'actions.save')} save={save} />
      )}
      {isNew || !may('assets:write') ? null : <TryTemplate template={template} />}
    </PageFrame>
  )
}
