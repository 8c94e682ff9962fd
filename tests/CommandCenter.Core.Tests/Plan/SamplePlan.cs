using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

/// <summary>A small plan that uses every key that the reader knows.</summary>
public static class SamplePlan
{
    public const string Text =
        """
        plan:
          name: Alder & Rowe order cutover
          retailer: Alder & Rowe
          zone: America/Los_Angeles
          cutoverStart: 2026-11-10T05:00:00Z
          timeScale: 10
          commander: Maya Okafor
        sides:
          legacy:
            name: Legacy
            stages: [created, allocated, picked, shipped, delivered, cancelled, returned]
            notObservable: [routed, packed]
          orchestration:
            name: Orchestration
            stages: [created, routed, allocated, picked, packed, shipped, delivered, cancelled, returned]
            notObservable: [delivered, returned]
        systems:
          - id: legacy-pos
            name: Store POS
            side: legacy
            kind: POS
            owner: Store systems
            contact: "bridge #pos"
            supportWindow: 24x7
            participation: producer
            sends: [orders, payments]
            receives: []
            phase: 1
            sla: answers within 2 s
          - { id: orch-oms, name: Orchestration OMS, side: orchestration, kind: OMS, owner: Order platform, contact: "bridge #oms", participation: both }
          - { id: carrier-labels, name: Carrier labels, side: shared, kind: Carrier, owner: Logistics, contact: "+1 555 0100", participation: consumer, phase: 2 }
        interfaces:
          - { id: pos-to-oms, from: legacy-pos, to: orch-oms, carries: orders, via: api, source: legacy-orders, phase: 1, owner: Integration, note: the one that matters }
        dependencies:
          - { system: orch-oms, on: carrier-labels, because: labels need the service code }
        roles:
          - { role: IncidentCommander, person: Maya Okafor, contact: "+1 555 0101" }
          - { role: TechnicalLead, person: Jonas Weber }
        raci:
          - { activity: Roll back, responsible: TechnicalLead, accountable: IncidentCommander, consulted: [Operations], informed: [BusinessOwner] }
        systemsOfRecord:
          order-status: orch-oms
          customer-facing-status: orch-oms
          inventory: legacy-pos
          reservation: orch-oms
          shipment-confirmation: carrier-labels
          cancellation: orch-oms
          return: legacy-pos
          payment: legacy-pos
          refund: legacy-pos
          invoice: legacy-pos
          tax: legacy-pos
          notification: orch-oms
          customer: orch-oms
        stores:
          - { number: "0418", name: Portland, side: legacy, region: west, node: SFS-0418 }
        calendars:
          - id: store-hours
            zone: America/Denver
            hours:
              - { days: [mon, tue, wed, thu, fri, sat], open: "09:00", close: "21:00" }
              - { days: [sun], open: "10:00", close: "18:00" }
            closed: [2026-12-25]
            extra: [{ date: 2026-11-27, open: "06:00", close: "24:00" }]
          - { id: carrier-days, hours: [{ days: [mon, tue, wed, thu, fri], open: "00:00", close: "24:00" }], closed: [2026-11-26] }
        carrierCutoffs:
          - { id: reno-ground, nodes: [DC-RENO], services: [ground], days: [mon, tue, wed, thu, fri], times: ["12:00", "16:00"], zone: America/Los_Angeles, calendar: carrier-days }
          - { id: anywhere, times: ["17:00"] }
        lanes:
          - id: ship-to-home
            name: Ship to home
            reservation: at acceptance
            failureHandling: retry, then exception
            copyUntil: routed
            sla:
              - { stage: routed, from: eligible, within: 60s, target: 99.5, atRiskBefore: 15s }
              - { stage: shipped, from: placed, within: 6h, target: 97 }
              - { stage: shipped, from: placed, due: shipBy, calendar: carrier-days, rollForward: true, target: 96, atRiskBefore: [1h, 4h] }
              - { stage: shipped, from: allocated, due: carrierCutoff, target: 95 }
              - { stage: label, from: picked, within: 30m, target: 99 }
              - { stage: propagation, from: reached, within: 2m, target: 99 }
          - { id: in-store-pickup, name: In-store pickup, reservation: at acceptance, failureHandling: call the store }
          - { id: curbside, name: Curbside, reservation: at acceptance, failureHandling: call the store, sla: [{ stage: ready-for-pickup, within: 2h, from: placed, calendar: store-hours, target: 97, atRiskBefore: 15m }] }
        lookupTables:
          store-to-node: { "0418": SFS-0418 }
        mappings:
          - id: legacy-order
            kind: order
            key: { path: "$.ref", transform: [trim, upper] }
            eventId: { path: "$.txn" }
            version: { path: "$.rev", parse: integer }
            occurredAt: { path: "$.updated", parse: { kind: instant, format: "yyyy-MM-dd HH:mm:ss", zone: America/Los_Angeles, ambiguous: earlier, nonexistent: shift, precision: instant } }
            eventKind: { path: "$.corr", lookup: { RST: reinstated, VOID: supersedes }, default: "", when: "version >= 0" }
            names: { path: "$.voids" }
            stage: { path: "$.tx_state", lookup: { TENDER_ACCEPTED: created, ALLOC: allocated, CANCEL: cancelled } }
            stages:
              picked: { path: "$.picked_at", parse: { formats: ["yyyy-MM-dd HH:mm:ss", rfc3339], zone: America/Los_Angeles } }
              shipped: { path: "$.shipped_at", parse: instant(yyyy-MM-ddTHH:mm:ssK) }
              delivered: { path: "$.delivered_at", parse: instant }
              returned: { path: "$.returned_on", parse: { format: yyyy-MM-dd, zone: America/Los_Angeles, precision: day } }
            fields:
              store: { path: "$.store_no", transform: [pad-left(4,0)], lookup-table: store-to-node }
              node: { path: "$.store_no", transform: "pad-left(4,0)", lookupTable: store-to-node }
              placedAt: { path: "$.sold_at", parse: { format: "yyyy-MM-dd HH:mm:ss", zone: America/Los_Angeles } }
              businessDate: { path: "$.bd", parse: date(yyyyMMdd) }
              total: { path: "$.amt", parse: money(2) }
              tax: { path: "$.tax", parse: { kind: money, decimals: 3 } }
              goods: { path: "$.goods", parse: { kind: money, minor: true } }
              lane: { paths: ["$.cls", "$.cls2"], lookup: { HOME: ship-to-home, PICK: in-store-pickup }, default: ship-to-home }
              currency: { constant: USD }
              customer: { path: "$.cust.mail", transform: [trim, lower, hash] }
              x.promo: { path: "$.promo" }
            lines:
              each: "$.items"
              id: { path: "$.ln" }
              shipment: { path: "$.ship" }
              fields: { sku: { path: "$.sku" }, quantity: { path: "$.qty", parse: integer } }
              onNegative: return
            shipments:
              each: "$.parcels"
              id: { path: "$.id" }
              fields: { carrier: { path: "$.scac" } }
            authorisations:
              each: "$.auths"
              id: { path: "$.id" }
              fields: { expiresAt: { path: "$.until", parse: instant } }
            tenders:
              each: "$.tenders"
              id: { path: "$.no" }
              fields: { amount: { path: "$.amt", parse: money(2) }, kind: { path: "$.kind" } }
            invoices:
              each: "$.docs"
              id: { path: "$.no" }
              fields: { type: { path: "$.type" }, shipment: { path: "$.parcel" } }
            messages:
              each: "$.mails"
              id: { path: "$.id" }
              fields: { template: { path: "$.tpl" }, at: { path: "$.sent", parse: instant } }
            chargebacks:
              each: "$.disputes"
              id: { path: "$.id" }
              fields: { at: { path: "$.opened", parse: instant }, amount: { path: "$.amt", parse: money(2) } }
            require: [stage, placedAt, lane]
            validate:
              - { rule: "total >= 0", code: negative-total }
              - { rule: "sum(tenders.amount) = total", code: tenders-off-total }
            tagged: { tag: __class__, as: { Decimal: "{decimal}", date: "{year:0000}-{month:00}-{day:00}" } }
            pii: ["$.cust.name", "$.cust.phone"]
          - id: orch-event
            event: order
            key: { path: "$.orderRef" }
            occurredAt: { path: "$.at", parse: instant }
            stage: { path: "$.state" }
          - id: legacy-stock
            kind: inventory
            fields: { sku: { path: "$.sku" }, node: { path: "$.node" }, availableToSell: { path: "$.ats", parse: integer }, asOf: { path: "$.at", parse: instant } }
          - id: legacy-queues
            kind: gauge
            fields: { name: { path: "$.q" }, value: { path: "$.n", parse: number }, unit: { constant: orders }, asOf: { path: "$.at", parse: { kind: instant, format: unix-ms } } }
          - id: contacts
            kind: contact
            key: { path: "$.id" }
            fields: { orderKey: { path: "$.ref" }, channel: { path: "$.ch" }, reason: { path: "$.why" }, at: { path: "$.at", parse: instant } }
        sources:
          - id: legacy-orders
            system: legacy-pos
            side: legacy
            adapter: http-json
            every: 2s
            overlap: 30s
            mapping: legacy-order
            reports: [created, allocated, picked, shipped, delivered, cancelled, returned]
            hints: { secrets: ["${env:CC_SECRET_POS_HOOK}"], key: "$.ref", header: X-Hub-Signature-256, prefix: "sha256=", encoding: hex, maxBytes: 65536 }
            sweep: { every: 10m, olderThan: 2m, batch: 50, perSecond: 5 }
            http:
              url: "http://127.0.0.1:5081/pos/transactions?since={cursor}&after={cursorId}&limit={limit}"
              items: "$.transactions"
              paging: keyset
              nextCursor: "$.nextSince"
              cursorTime: "$.updated"
              cursorId: "$.txn"
              cursorFormat: "yyyy-MM-dd HH:mm:ss"
              cursorZone: America/Los_Angeles
              from: ""
              limit: 200
              timeout: 5s
              maxBytes: 8388608
              attempts: 4
              headers: { X-Client: command-center }
              auth:
                kind: session-token
                signInUrl: "http://127.0.0.1:5081/login"
                signInBody: '{"user":"{user}","password":"{password}"}'
                tokenPath: "$.token"
                header: X-Session
                headerValue: "Session {base64({user}:{userId}:{token})}"
                signInContentType: application/json
                values: { userId: "$.id" }
                signedOutWhen: { status: [401, 403], path: "$.error[0]", matches: "(?i)session" }
                user: "${env:CC_SECRET_LEGACY_USER}"
                password: "${file:legacy-password}"
              watermark: "$.serverTime"
              watermarkParse: { kind: instant, formats: ["yyyy-MM-dd HH:mm:ss"], zone: America/Los_Angeles, ambiguous: earlier, nonexistent: shift }
              lookUp: { url: "http://127.0.0.1:5081/pos/search?keys={keys}", items: "$.found", by: key }
          - id: orch-webhook
            system: orch-oms
            side: orchestration
            adapter: push
            every: 10s
            mapping: orch-event
            reports: [created, routed, allocated, picked, packed, shipped, cancelled]
            push: { secrets: ["${env:CC_SECRET_ORCH_WEBHOOK}"], items: "$.events", heartbeat: "$.heartbeat", maxBytes: 1048576 }
          - id: legacy-stock
            system: legacy-pos
            side: legacy
            adapter: http-json
            every: 30s
            mapping: legacy-stock
            http:
              url: "http://127.0.0.1:5081/wms/stock?token={cursor}"
              method: POST
              body: { query: "{ stock { rows } }", variables: { first: "{limit}", after: "{page|null}" } }
              contentType: application/json
              errors: ["$.errors"]
              items: "$.rows"
              paging: token
              hasMore: "$.pageInfo.hasNextPage"
              nextPage: "$.nextPage"
              next: "$.next"
              auth: { kind: bearer, token: "${env:CC_SECRET_STOCK}" }
          - id: erp-lines
            system: legacy-pos
            side: legacy
            adapter: sql
            every: 10s
            overlap: 2m
            mapping: legacy-order
            sql:
              provider: postgres
              host: erp.example.com
              port: 5433
              database: erp
              user: reader
              password: "${env:CC_SECRET_ERP}"
              tls: verify
              query: select o.changed, o.number, l.line from orders o join lines l using (number) where (o.changed, o.number) > (@cursor, @cursorId) order by 1, 2, 3 limit @limit
              cursorTime: changed
              cursorId: number
              cursorFormat: yyyy-MM-ddTHH:mm:ss.FFFFFF
              cursorZone: America/Los_Angeles
              from: "2026-01-01T00:00:00"
              fromId: "0"
              groupBy: [number]
              limit: 1000
              timeout: 10s
              maxBytes: 8388608
              attempts: 3
          - id: store-stock
            system: legacy-pos
            side: legacy
            adapter: sql
            every: 1m
            mapping: legacy-stock
            sql: { provider: sqlite, file: exports/stock.db, query: select sku from stock }
          - id: store-files
            system: legacy-pos
            side: legacy
            adapter: csv-folder
            every: 30s
            overlap: 15m
            mapping: legacy-order
            csv:
              folder: exports/pos
              pattern: "sales-*.csv"
              done: exports/pos-read
              settle: 10s
              marker: .done
              order: modified
              encoding: windows-1252
              delimiter: ";"
              quote: '"'
              skipLines: 2
              header: true
              columns: [ref, rev, updated, tx_state, store_no, sold_at, amt, cls]
              groupBy: [ref]
              limit: 2000
              maxBytes: 8388608
              timeout: 1m
              attempts: 3
        targets:
          - id: legacy-oms
            side: legacy
            system: legacy-pos
            auth: { kind: basic, user: pos, password: "${env:CC_SECRET_OMS}" }
            headers: { X-Caller: command-center }
            idempotencyHeader: X-Request-Key
            idempotencyWindow: 48h
            settlesWithin: 20s
            timeout: 4s
            concurrency: 64
            queueLimit: 50000
            maxBytes: 1048576
            ordersPerMinute: 6000
            create: { url: "http://127.0.0.1:5081/oms/orders", body: { order: "{order}", copy: N, epoch: "{epoch|number}", copy_until: null } }
            createCopy: { url: "http://127.0.0.1:5081/oms/orders", body: { order: "{order}", copy: Y, epoch: "{epoch|number}", copy_until: "{copyUntil|null}" } }
            activateCopy: { url: "http://127.0.0.1:5081/oms/orders/{key}/activate", body: { epoch: "{epoch|number}" } }
            withdraw: { url: "http://127.0.0.1:5081/oms/orders/{key}/withdraw", body: { epoch: "{epoch|number}" }, answers: { path: "$.res", done: [WITHDRAWN], tooLate: [TOO_LATE, "409"], refused: ["404"], reason: "$.msg" } }
            recall: { url: "http://127.0.0.1:5081/oms/orders/{key}/recall", answers: { path: "$.res", done: [RECALLED], refused: [REFUSED] } }
            reserve: { url: "http://127.0.0.1:5081/oms/orders/{key}/reserve", body: { order: "{order}" }, answers: { path: "$.res", done: [RESERVED], refused: [NO_STOCK] } }
            releaseReservation: { url: "http://127.0.0.1:5081/oms/orders/{key}/unreserve" }
            cancel: { url: "http://127.0.0.1:5081/oms/orders/{key}/cancel", body: { epoch: "{epoch|number}" } }
            change: { url: "http://127.0.0.1:5081/oms/orders/{key}/changes", body: { kind: "{kind}", change: "{change}", copy: "{isCopy:Y/N}" } }
            confirmShipment: { method: PUT, url: "http://127.0.0.1:5081/oms/orders/{key}/shipped", body: { order: "{order}" } }
            hold: { url: "http://127.0.0.1:5081/oms/releases/hold", body: { segment: "{segment}" } }
            resume: { url: "http://127.0.0.1:5081/oms/releases/resume", body: { segment: "{segment}" } }
            block: { url: "http://127.0.0.1:5081/wms/release-block" }
            unblock: { method: DELETE, url: "http://127.0.0.1:5081/wms/release-block" }
            lookUp:
              url: "http://127.0.0.1:5081/oms/orders/{key}"
              order: &oms-order
                key: "$.ref"
                standing: "$.own"
                owned: [O]
                copy: [C]
                withdrawn: [W]
                epoch: "$.epoch"
                stages: "$.lines[*].st"
                stageWords: { NEW: created, ALLOC: allocated, PICK: picked, SHIP: shipped, CANCEL: cancelled }
                attributes: { lane: "$.cls", store: "$.store_no", placedAt: "$.sold_at" }
            ledger: { url: "http://127.0.0.1:5081/oms/ledger?page={page}&limit={limit}", items: "$.orders", nextPage: "$.next", limit: 500, order: *oms-order }
          - id: orch-oms
            side: orchestration
            system: orch-oms
            createCopy: { url: "https://orders.example.com/v1/orders?copy=true", body: { order: "{order}", isCopy: "{isCopy|bool}" } }
        traffic:
          largestStep: 25
          start:
            - { segment: { lane: ship-to-home, region: west, brand: alder, channel: web, store: "0418", skuClass: standard, tenant: us }, percent: 12.5, mirror: true, splitBy: store }
            - { segment: {}, percent: 1 }
        rollback:
          restored: 30s
          observed: 5m
          resolved: 15m
          proven: 20m
          lanes: { ship-to-home: routed }
        thresholds:
          - { id: routed-west, title: Routed within a minute in the west, metric: routed-within-limit, scope: { lane: ship-to-home, region: west }, limit: 99.5, window: 30m, minimum: 200, action: roll-back }
          - { id: no-duplicates, metric: duplicate-shipments, limit: 0 }
        gates:
          - { id: drill, title: Rollback drill inside 15 minutes, asks: Twice in a row., kind: signed, role: Finance, owner: Priya Raman, phase: cut-over, lanes: [ship-to-home], fromPercent: 50, blocking: false, expires: 7d, check: { name: rollback-drill, within: 15m, notOlderThan: 30d } }
          - { id: parity, title: Both sides agree, kind: automatic, blocking: false, check: { name: parity, atLeast: 99.5, runs: 3 } }
          - { id: understood, title: Differences understood, kind: automatic, blocking: false, check: { name: differences-understood, atMost: 2 } }
          - { id: stable, title: Sources stable, kind: automatic, blocking: false, check: { name: sources-healthy, for: 72h, items: [legacy-orders] } }
          - { id: peak, title: Limits at peak, kind: automatic, blocking: false, check: { name: sla-attainment, atLeast: 99, perMinute: 400, notOlderThan: 1d } }
          - { id: freeze, title: Change freeze, kind: automatic, blocking: false, check: { name: freeze, from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z } }
        shifts:
          alpha: 0.01
          cutoffs: ["12:00", "17:30"]
          steps:
            - { percent: 5, bake: 30m, minimumOrders: 200, mirror: true, confirm: 20m, shipped: 100, carrierCutoffs: 1, erpPostings: 1 }
            - { percent: 100, bake: 1h }
        risks:
          - { id: label-vendor, title: The label vendor slows down, owner: Logistics, due: 2026-11-03, likelihood: medium, impact: high, mitigation: A second profile is ready., state: open }
          - { id: settled, title: Stock feed too old, owner: Order platform, due: 2026-10-01, likelihood: low, impact: critical, state: mitigated }
        knownIssues:
          - { id: two-gift-cards, title: Two gift cards post as one tender, owner: Finance, due: "2026-11-09T17:00:00Z", severity: high, workaround: Corrected by hand. }
        openDecisions:
          - { id: peak-freeze, title: From when on is nothing deployed?, owner: Hannah Voss, due: 2026-11-05, impact: Two shifts are planned behind it. }
          - { id: old-one, title: Which lane goes first?, owner: Hannah Voss, due: 2026-09-05, decided: Ship to home. }
        scenarios:
          - id: pickup
            title: Pickup in store
            lanes: [in-store-pickup, ship-to-home]
            trigger: A customer orders to a store
            source: orch-oms
            routing: { side: orchestration, node: SFS-0418, words: the store that was chosen }
            statuses: [created, routed, picked]
            owner: operations
            acceptance: Collected where it was ordered to.
            severity: critical
            run: { play: fulfil, within: 90s, pace: 250ms, wait: 2s, region: west, store: "0418", nodes: [SFS-0418] }
          - { id: refund, title: Refund, lanes: [ship-to-home], trigger: Goods came back, source: legacy-pos, statuses: [returned], owner: finance, acceptance: Paid back once., severity: high }
        reconciliation:
          allowance: 2m
          maxPending: 30m
          mirrored: true
          full: 1h
          daily: ["02:30"]
          ignore: [promises]
          allowances:
            - { cell: cancelled, lane: ship-to-home, allow: 10m }
          tolerances:
            - { cell: tax, within: 1 }
          equivalences:
            - { cell: node, legacy: "0901", orchestration: DC-RENO }
          rules:
            - { id: hold-expiry, cell: cancelled, lane: ship-to-home, legacy: "*", orchestration: "-", bucket: business-rule-mismatch, team: operations, severity: high, why: Legacy cancels a hold after 30 minutes. }
          dualWriteEnds: { percent: 0.5, runs: 20, orders: 1000 }
        actuators:
          - { id: intake, kind: built-in }
          - { id: edge, kind: haproxy, verifyEvery: 10s, timeout: 1s, haproxy: { socket: /run/haproxy/admin.sock, map: /etc/haproxy/order-split.map } }
          - { id: edge-two, kind: haproxy, haproxy: { socket: "127.0.0.1:9999", map: order-split.map } }
          - { id: shop-flags, kind: flagd-file, flagd: { path: /srv/flags/orders.json, flag: order-owner } }
          - { id: partner, kind: webhook, webhook: { url: "https://split.example.com/table", secret: "${env:CC_SECRET_SPLIT}" } }
        exceptions:
          owners:
            - { rule: "sla-breach:shipped", bucket: data-delay, lane: ship-to-home, team: vendor }
          due: { critical: 10m, high: 45m, medium: 2h, low: 12h }
          money: { critical: 500000, high: 50000, medium: 20000 }
          raised: [ship-to-home]
          age: 2h
          settle: 5m
          authorisation: { validFor: 5d, atRiskBefore: 12h }
          pickupHeld: 10d
          messages:
            - { stage: shipped, template: ship-confirm, within: 30m }
        baseline:
          from: 2026-09-01T07:00:00Z
          to: 2026-10-01T07:00:00Z
          currency: USD
          values:
            - { measure: click-to-ship, value: 41h, origin: "Fulfilment report, September 2026" }
            - { measure: contacts-per-1000, lane: ship-to-home, value: 38.5, origin: "Care report, September 2026" }
          targets:
            - { measure: on-time-ship, value: 97.5 }
            - { measure: on-time-ship, lane: ship-to-home, value: 98 }
            - { measure: shipping-cost, value: 650 }
          reviews: { at: "08:30", dailyFor: 14d, weeklyFor: 91d }
        notifications:
          webhooks:
            - { id: pager, url: "https://hooks.example.com/cutover", secret: "${env:CC_SECRET_PAGER}", commands: [shift-traffic], timeout: 2s }
            - { id: archive, url: "https://hooks.example.com/all", secret: "${file:archive}" }
          mail: { host: smtp.example.com, port: 2525, tls: starttls, from: cutover@example.com, user: cutover, password: "${env:CC_SECRET_MAIL}", timeout: 10s }
          digests:
            - { audience: executive, at: "18:00", to: [board@example.com, owner@example.com] }
            - { audience: operations, at: "06:30", url: "https://hooks.example.com/digest", secret: "${env:CC_SECRET_DIGEST}" }
        alerts:
          channels:
            - { id: bridge, kind: slack, roles: [IncidentCommander, TechnicalLead], severity: ticket, url: "${env:CC_SECRET_BRIDGE}" }
            - { id: finance-mail, kind: email, roles: [Finance], to: [finance@example.com] }
          escalateAfter: 10m
          groupWithin: 15s
          escalation: [{ from: Operations, to: TechnicalLead }]

        """;

    /// <summary>The sample with one piece replaced, which must be there.</summary>
    public static string With(string old, string replacement)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return Text.Replace(old, replacement, StringComparison.Ordinal);
    }

    public static CutoverPlan Read(string text)
    {
        var result = PlanReader.Read(text, "plan.yaml");
        Assert.True(result.Plan is not null, string.Join('\n', result.Problems));
        return result.Plan;
    }

    /// <summary>1-based line on which <paramref name="piece"/> begins.</summary>
    public static int LineOf(string text, string piece) => text[..text.IndexOf(piece, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
}
