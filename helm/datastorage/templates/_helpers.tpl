{{- define "datastorage.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "datastorage.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "datastorage.labels" -}}
{{ include "datastorage.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "datastorage.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "datastorage.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "datastorage.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* What every container may do: nothing but its work. */}}
{{- define "datastorage.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "datastorage.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "datastorage.databaseHost" -}}
{{- if .Values.postgresql.enabled -}}
{{- include "datastorage.fullname" . }}-postgresql
{{- else -}}
{{- .Values.database.host -}}
{{- end -}}
{{- end -}}

{{/* Called with the root as "root", a host and a port. */}}
{{- define "datastorage.jdbcUrl" -}}
{{- $database := .root.Values.database -}}
jdbc:postgresql://{{ .host }}:{{ .port }}/{{ $database.name }}?currentSchema={{ $database.schema }}&sslmode={{ $database.tls.mode }}
{{- if $database.tls.caSecret }}&sslrootcert=/etc/datastorage/tls/ca.crt{{ end }}
{{- end -}}

{{- define "datastorage.applicationSecret" -}}
{{- if .Values.database.application.password -}}
{{- include "datastorage.fullname" . }}-application
{{- else -}}
{{- .Values.database.application.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "datastorage.ownerSecret" -}}
{{- if .Values.database.owner.password -}}
{{- include "datastorage.fullname" . }}-owner
{{- else -}}
{{- .Values.database.owner.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "datastorage.signingSecret" -}}
{{- .Values.signing.existingSecret | default (printf "%s-signing" (include "datastorage.fullname" .)) -}}
{{- end -}}

{{- define "datastorage.passwords" -}}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "datastorage.applicationSecret" . }}
      key: {{ if .Values.database.application.password }}password{{ else }}{{ .Values.database.application.passwordKey }}{{ end }}
- name: SPRING_LIQUIBASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "datastorage.ownerSecret" . }}
      key: {{ if .Values.database.owner.password }}password{{ else }}{{ .Values.database.owner.passwordKey }}{{ end }}
{{- end -}}

{{/* What the service reads from config/application.yaml in its working directory. */}}
{{- define "datastorage.application" -}}
{{- $database := .Values.database -}}
{{- $direct := dict "root" . "host" (include "datastorage.databaseHost" .) "port" (ternary 5432 $database.port .Values.postgresql.enabled) -}}
{{- $own := dict "schema" (dict "purge-role" $database.purgeRole) -}}
{{- if .Values.signing.enabled -}}
{{- $_ := set $own "signing" (dict "directory" "/etc/datastorage/signing") -}}
{{- $_ := set $own "held-head" (dict "store" "config-map" "config-map" (printf "%s-held-head" (include "datastorage.fullname" .))) -}}
{{- end -}}
spring:
  datasource:
    url: {{ include "datastorage.jdbcUrl" $direct | quote }}
    username: {{ $database.application.username | quote }}
    hikari:
      maximum-pool-size: {{ .Values.queryConnections }}
  liquibase:
    {{- if $database.owner.host }}
    url: {{ include "datastorage.jdbcUrl" (dict "root" . "host" $database.owner.host "port" $database.owner.port) | quote }}
    {{- end }}
    user: {{ $database.owner.username | quote }}
  lifecycle:
    timeout-per-shutdown-phase: {{ .Values.shutdown.timeoutSeconds }}s
server:
  port: 8080
management:
  server:
    port: 8081
datastorage:
  {{- mergeOverwrite (deepCopy .Values.settings) $own | toYaml | nindent 2 }}
{{- end -}}
