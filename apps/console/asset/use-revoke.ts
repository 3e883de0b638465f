import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemText } from '../shell/problem.ts'

type Revoking = { title: string; detail: string; act(): Promise<unknown> }

/** Asks before links are revoked, since that cannot be taken back, and says in words what then failed. */
export const useRevoke = () => {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  return ({ title, detail, act }: Revoking): void =>
    void modal.confirm({
      title,
      content: detail,
      okText: t('links.revoke'),
      okButtonProps: { danger: true },
      icon: null,
      onOk: async () => {
        try {
          await act()
        } catch (error) {
          void message.error(problemText(error), 6)
        }
      },
    })
}
