import { MoreOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Template } from '#services/qc'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useQcTabs } from './tabs.ts'
import { templateName } from './template-name.ts'
import { templatesKey, weightsOf } from './templates.ts'

const idOf = (template: Template) => template.id

/** 技审模板: what comes in is held against one of these. */
export const TemplatesPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const { data, error, isPending, refetch } = useQuery({
    queryKey: templatesKey,
    queryFn: async ({ signal }) => (await api.qc.templates({}, { signal })).items,
  })
  const again = () => queries.invalidateQueries({ queryKey: templatesKey })
  const chosen = data?.find(({ isDefault }) => isDefault)
  const choose = useAct(async (template: Template) => {
    await api.qc.chooseTemplate({ template: template.id })
    await again()
    const back = async () => {
      if (chosen) await api.qc.chooseTemplate({ template: chosen.id })
      await again()
    }
    offerUndo({ text: t('qcRoom.chosen', { title: templateName(template) }), undo: () => void back() })
  })
  /** It goes when the time to take it back is over: a template made anew would be another one. */
  const drop = ({ id, title }: Template) => {
    const hide = (hidden: boolean) =>
      setGone((before) => new Set(hidden ? [...before, id] : [...before].filter((one) => one !== id)))
    hide(true)
    offerUndo({
      text: t('qcRoom.dropped', { title }),
      undo: () => hide(false),
      settle: () =>
        void api.qc
          .dropTemplate({ id })
          .catch(() => hide(false))
          .finally(again),
    })
  }
  const manages = may('station:manage')
  const items = (data ?? []).filter(({ id }) => !gone.has(id))
  const menu = (template: Template) => [
    { key: 'copy', label: t('qcRoom.copy'), onClick: () => void navigate(`/qc/templates/new?from=${template.id}`) },
    ...(template.isDefault
      ? []
      : [{ key: 'default', label: t('qcRoom.makeDefault'), onClick: () => choose.act(template) }]),
    ...(template.builtIn || template.isDefault
      ? []
      : [{ key: 'drop', label: t('actions.delete'), danger: true, onClick: () => drop(template) }]),
  ]
  return (
    <PageFrame
      title={t('nav.qc')}
      about={t(manages ? 'qcRoom.templatesAbout' : 'qcRoom.readOnly')}
      tabs={useQcTabs()}
      primary={
        manages ? (
          <Button
            type="primary"
            onClick={() => void navigate(`/qc/templates/new?from=${chosen?.id ?? 'general'}`)}
            data-testid="new-template"
          >
            {t('qcRoom.make')}
          </Button>
        ) : undefined
      }
    >
      <div data-testid="qc-templates">
        <DataTable<Template>
          name="qc-templates"
          label={t('qcRoom.tabs.templates')}
          columns={useTemplateColumns(manages ? menu : undefined)}
          rows={{ ...rowsOf(items), pending: isPending, error: error ?? undefined, again: () => void refetch() }}
          idOf={idOf}
          nameOf={templateName}
          hrefOf={({ id }) => `/qc/templates/${id}`}
          empty={<Empty title={t('qcRoom.noTemplates')} />}
        />
      </div>
    </PageFrame>
  )
}

type Item = { key: string; label: string; danger?: boolean; onClick(): void }

const useTemplateColumns = (menu: ((template: Template) => Item[]) | undefined): Column<Template>[] => {
  const { t } = useTranslation()
  const weights = (template: Template) => {
    const { fail, warn, info } = weightsOf(template.rules)
    return t('qcRoom.weights', { fail, warn, info })
  }
  return [
    {
      key: 'title',
      title: t('qcRoom.name'),
      cell: (template) => (
        <span className="ellipsis" data-testid="qc-template" data-id={template.id}>
          {templateName(template)}
        </span>
      ),
      widthPixels: 240,
      grow: true,
    },
    {
      key: 'default',
      title: t('qcRoom.inUse'),
      cell: ({ isDefault }) => (isDefault ? <Status tone="jade">{t('qcRoom.default')}</Status> : null),
      widthPixels: 110,
      card: 'state',
    },
    {
      key: 'weights',
      title: t('qcRoom.rules'),
      cell: (template) => <span className="ellipsis">{weights(template)}</span>,
      widthPixels: 260,
    },
    {
      key: 'stops',
      title: t('qcRoom.stopsPublish'),
      cell: ({ stopsPublish }) => t(`qcRoom.stops.${stopsPublish}`),
      widthPixels: 160,
    },
    {
      key: 'origin',
      title: t('qcRoom.origin'),
      cell: ({ builtIn }) => t(builtIn ? 'qcRoom.builtIn' : 'qcRoom.own'),
      widthPixels: 100,
      card: 'about',
    },
    ...(menu
      ? [
          {
            key: 'more',
            title: t('actions.more'),
            cell: (template: Template) => (
              <Dropdown trigger={['click']} placement="bottomRight" menu={{ items: menu(template) }}>
                <Button
                  type="text"
                  size="small"
                  icon={<MoreOutlined />}
                  aria-label={`${t('actions.more')} ${templateName(template)}`}
                  data-testid="template-more"
                />
              </Dropdown>
            ),
            widthPixels: 70,
            card: 'about' as const,
          },
        ]
      : []),
  ]
}
