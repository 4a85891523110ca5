{{/*
A Job whose name carries the version and a hash of all that it does: a second release makes a second Job, and nothing ever
tries to change one, which Kubernetes refuses. Call with (dict "root" $ "component" … "spec" <pod spec as text> "annotations" …).
*/}}
{{- define "connector.job" -}}
{{- $labels := dict "root" .root "component" .component -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ printf "%s-%s-%s-%s" (include "connector.fullname" .root) .component (include "connector.version" .root | lower | replace "." "-" | replace "+" "-" | replace "_" "-" | trunc 12 | trimSuffix "-") (.spec | sha256sum | trunc 8) | trunc 63 }}
  labels: {{ include "connector.labels" $labels | nindent 4 }}
  {{- with .annotations }}
  annotations: {{ toYaml . | nindent 4 }}
  {{- end }}
spec:
  # the database or the broker may come minutes later: each failure is repeated with a growing delay
  backoffLimit: 30
  activeDeadlineSeconds: 3600
  template:
    metadata:
      labels: {{ include "connector.labels" $labels | nindent 8 }}
    spec: {{ .spec | nindent 6 }}
{{- end -}}
