#!/usr/bin/env bash
# PostgreSQL, Tryton and Medusa in a folder of their own, until Ctrl-C. A second start goes on with what is there.
#   real-systems.sh FOLDER          ports: PG_PORT (55432), TRYTON_PORT (8000), MEDUSA_PORT (9000)
# As root, on Debian, Tryton's packages are installed where they are missing, and PostgreSQL runs as the user postgres. Medusa needs Node.js 20 and the npm registry.
set -euo pipefail
[ $# -eq 1 ] || { sed -n 2,4p "$0" | sed 's/^# //'; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && folder=$(cd "$1" && pwd)
pg=${PG_PORT:-55432} tryton=${TRYTON_PORT:-8000} medusa=${MEDUSA_PORT:-9000}

as_postgres=()
if [ "$(id -u)" -eq 0 ]; then
  if ! [ -d /usr/lib/python3/dist-packages/trytond/modules/sale ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      postgresql tryton-server tryton-modules-sale tryton-modules-account-invoice-stock tryton-proteus python3-psycopg2 python3-tz
  fi
  as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")

data=$folder/postgres
if ! [ -d "$data/data" ]; then
  mkdir -p "$data"
  [ "$(id -u)" -ne 0 ] || chown postgres "$data"
  "${as_postgres[@]}" "$bin/initdb" -D "$data/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
fi
"${as_postgres[@]}" "$bin/postgres" -D "$data/data" -c port="$pg" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c jit=off >"$folder/postgres.log" 2>&1 &
trap 'kill -TERM $(jobs -p) 2>/dev/null; wait' EXIT
until "$bin/pg_isready" -q -h 127.0.0.1 -p "$pg"; do sleep 0.2; done
server=127.0.0.1:$pg

if ! [ -e "$folder/tryton/ready" ]; then
  echo "Tryton: setting up (one to two minutes)"
  /usr/bin/python3 "$here/tryton.py" setup "$folder/tryton" "postgresql://postgres@$server/" "$tryton" >"$folder/tryton-setup.log" 2>&1
  touch "$folder/tryton/ready"
fi
/usr/bin/python3 /usr/bin/trytond -c "$folder/tryton/trytond.conf" >"$folder/tryton.log" 2>&1 &

database=postgres://postgres@$server/medusa
if ! [ -e "$folder/medusa/ready" ]; then
  echo "Medusa: setting up (two to three minutes)"
  "$bin/createdb" -h 127.0.0.1 -p "$pg" -U postgres medusa
  node "$here/medusa.mjs" setup "$folder/medusa" "$database" >"$folder/medusa-setup.log" 2>&1
fi
HINT_URL=${HINT_URL:-http://localhost:5080} HINT_SECRET=${HINT_SECRET:-hints-on-trial} node "$here/medusa.mjs" start "$folder/medusa" "$database" "$medusa" >"$folder/medusa.log" 2>&1 &
until curl -sf "http://127.0.0.1:$medusa/health" >/dev/null; do sleep 0.5; done
[ -e "$folder/medusa/ready" ] || { node "$here/medusa.mjs" furnish "http://127.0.0.1:$medusa"; touch "$folder/medusa/ready"; }
until curl -s -o /dev/null "http://127.0.0.1:$tryton/"; do sleep 0.5; done

sed "s#127.0.0.1:8000#127.0.0.1:$tryton#; s#127.0.0.1:9000#127.0.0.1:$medusa#" "$here/../../plans/examples/tryton-medusa.yaml" >"$folder/plan.yaml"
cat <<SAID
Tryton  http://127.0.0.1:$tryton/tryton/   $here/tryton.py order http://127.0.0.1:$tryton/tryton/ new WEB-1
Medusa  http://127.0.0.1:$medusa           $here/medusa.mjs order http://127.0.0.1:$medusa new WEB-1
The product beside them, in the repository:
  CC_SECRET_TRYTON_PASSWORD=tryton-watcher CC_SECRET_MEDUSA_PASSWORD=medusa-watcher CC_SECRET_MEDUSA_HINTS=${HINT_SECRET:-hints-on-trial} \\
  dotnet run --project src/CommandCenter.Web -- --CommandCenter:Plan:File=$folder/plan.yaml --CommandCenter:Storage:Directory=$folder/data --CommandCenter:Rehearsal:InProcess=false \\
    --CommandCenter:Outbound:AllowedPrivateHosts:0=127.0.0.1:$tryton --CommandCenter:Outbound:AllowedPrivateHosts:1=127.0.0.1:$medusa
SAID
wait -n
echo "one of them ended; see $folder/*.log"
