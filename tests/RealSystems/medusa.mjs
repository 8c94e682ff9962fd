#!/usr/bin/env node
// Medusa 2 as an order platform to connect to: sets a project up, furnishes it, and moves orders by hand.
//
//   medusa.mjs install                  its packages into the folder that CC_REAL_CACHE names, to be used by later setups; needs npm and its registry
//   medusa.mjs setup FOLDER DATABASE    project in FOLDER, tables in the empty DATABASE (postgres://…), users; installs the packages where they are not kept
//   medusa.mjs start FOLDER DATABASE PORT   runs it; HINT_URL and HINT_SECRET say where its hints go
//   medusa.mjs furnish URL              region, stock and goods, once it runs
//   medusa.mjs order URL STEP REFERENCE STEP: new, fulfil, fulfil-part (one piece), ship, deliver (the oldest parcel that waits for it),
//                                       cancel-fulfilment (the newest), cancel, show
//
// The administrator is admin@example.com / medusa-admin, the command center's own user command-center@example.com / medusa-watcher.
import { spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const admin = ["admin@example.com", "medusa-admin"]
const watcher = ["command-center@example.com", "medusa-watcher"]
const project = join(dirname(fileURLToPath(import.meta.url)), "medusa")
// the same as Tryton sells
const goods = [["Wool coat", "COAT-M", 120], ["Scarf", "SCARF", 30]]
// packages as they were on that day
const before = "2026-04-01"

const environment = (database) => ({ ...process.env, MEDUSA_DATABASE: database, MEDUSA_SECRET: "for-trials-only", NODE_ENV: "production", MEDUSA_DISABLE_TELEMETRY: "true" })

function run(program, args, folder, env) {
  const { status, error } = spawnSync(program, args, { cwd: folder, env: env ?? process.env, stdio: ["ignore", "inherit", "inherit"] })
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${error?.message ?? status}`)
}

/** The packages: in the project, or in a folder that is kept to be used again. */
function install(folder) {
  const kept = process.env.CC_REAL_CACHE ? join(process.env.CC_REAL_CACHE, "medusa-2.13.5") : folder
  if (!kept) throw new Error("CC_REAL_CACHE names no folder")
  if (!existsSync(join(kept, "node_modules", "@medusajs", "medusa"))) {
    const at = kept === folder ? folder : `${kept}.${process.pid}`
    mkdirSync(at, { recursive: true })
    cpSync(join(project, "package.json"), join(at, "package.json"))
    run("npm", ["install", `--before=${before}`, "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], at)
    if (at !== kept && !existsSync(kept)) renameSync(at, kept)
    else if (at !== kept) rmSync(at, { recursive: true })
  }
  if (folder && kept !== folder) symlinkSync(join(kept, "node_modules"), join(folder, "node_modules"))
}

function setup(folder, database) {
  mkdirSync(folder, { recursive: true })
  cpSync(project, folder, { recursive: true })
  install(folder)
  const medusa = join("node_modules", "@medusajs", "cli", "cli.js")
  run("node", [medusa, "db:migrate", "--skip-scripts"], folder, environment(database))
  for (const [email, password] of [admin, watcher]) run("node", [medusa, "user", "-e", email, "-p", password], folder, environment(database))
}

function start(folder, database, port) {
  const child = spawn("node", [join("node_modules", "@medusajs", "cli", "cli.js"), "start", "-p", port, "--host", "127.0.0.1"], { cwd: folder, env: environment(database), stdio: "inherit" })
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
  return new Promise((ended) => child.on("exit", ended))
}

async function connect(url) {
  const call = async (method, path, body, token) => {
    const answer = await fetch(url + path, { method, headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) }, body: body && JSON.stringify(body) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`)
    return JSON.parse(text)
  }
  const { token } = await call("POST", "/auth/user/emailpass", { email: admin[0], password: admin[1] })
  return (method, path, body) => call(method, path, body, token)
}

async function furnish(url) {
  const call = await connect(url)
  const { sales_channel } = await call("POST", "/admin/sales-channels", { name: "Web" })
  await call("POST", "/admin/regions", { name: "US", currency_code: "usd", countries: ["us"], payment_providers: ["pp_system_default"] })
  const { stock_location } = await call("POST", "/admin/stock-locations", { name: "DC East", address: { address_1: "1 Dock", city: "Newark", country_code: "us" } })
  const at = `/admin/stock-locations/${stock_location.id}`
  await call("POST", `${at}/sales-channels`, { add: [sales_channel.id] })
  await call("POST", `${at}/fulfillment-providers`, { add: ["manual_manual"] })
  await call("POST", `${at}/fulfillment-sets`, { name: "Parcel", type: "shipping" })
  const { stock_location: { fulfillment_sets: [parcel] } } = await call("GET", `${at}?fields=*fulfillment_sets`)
  const { fulfillment_set: { service_zones: [zone] } } = await call("POST", `/admin/fulfillment-sets/${parcel.id}/service-zones`, { name: "US", geo_zones: [{ type: "country", country_code: "us" }] })
  const { shipping_profile } = await call("POST", "/admin/shipping-profiles", { name: "Default", type: "default" })
  await call("POST", "/admin/shipping-options", {
    name: "Ground", service_zone_id: zone.id, shipping_profile_id: shipping_profile.id, provider_id: "manual_manual", price_type: "flat",
    type: { label: "Ground", description: "Ground", code: "ground" }, prices: [{ currency_code: "usd", amount: 0 }], rules: [],
  })
  for (const [title, sku, amount] of goods) {
    await call("POST", "/admin/products", {
      title, status: "published", shipping_profile_id: shipping_profile.id, sales_channels: [{ id: sales_channel.id }], options: [{ title: "Kind", values: [title] }],
      variants: [{ title, sku, options: { Kind: title }, manage_inventory: true, prices: [{ currency_code: "usd", amount }] }],
    })
  }
  for (const item of (await call("GET", "/admin/inventory-items")).inventory_items) {
    await call("POST", `/admin/inventory-items/${item.id}/location-levels`, { location_id: stock_location.id, stocked_quantity: 1000 })
  }
}

async function order(url, step, reference) {
  const call = await connect(url)
  const found = step === "new" ? await place(call, reference) : await find(call, reference)
  const live = found.fulfillments.filter((f) => !f.canceled_at).sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
  const path = `/admin/orders/${found.id}`
  const open = found.items.map((i) => ({ id: i.id, quantity: i.quantity - i.detail.fulfilled_quantity })).filter((i) => i.quantity > 0)
  const fulfil = async (items) => call("POST", `${path}/fulfillments`, { location_id: (await call("GET", "/admin/stock-locations")).stock_locations[0].id, items })
  const steps = {
    new: () => {},
    show: () => {},
    fulfil: () => fulfil(open),
    "fulfil-part": () => fulfil([{ id: open[0].id, quantity: 1 }]),
    ship: () => {
      const parcel = live.find((f) => !f.shipped_at)
      return call("POST", `${path}/fulfillments/${parcel.id}/shipments`, { items: parcel.items.map((i) => ({ id: i.line_item_id, quantity: i.quantity })), labels: [{ tracking_number: `1Z${parcel.id.slice(-8)}`, tracking_url: "#", label_url: "#" }] })
    },
    deliver: () => call("POST", `${path}/fulfillments/${live.find((f) => f.shipped_at && !f.delivered_at).id}/mark-as-delivered`),
    "cancel-fulfilment": () => call("POST", `${path}/fulfillments/${live.at(-1).id}/cancel`, {}),
    cancel: () => call("POST", `${path}/cancel`),
  }
  if (!steps[step]) throw new Error(`unknown step ${step}`)
  await steps[step]()
  const now = await find(call, reference)
  console.log(JSON.stringify({ id: now.id, reference, status: now.status, version: now.version, updated: now.updated_at, parcels: now.fulfillments.length }))
}

async function find(call, reference) {
  const { orders } = await call("GET", "/admin/orders?limit=100&order=-created_at&fields=id,status,version,updated_at,metadata,*items,*items.detail,*fulfillments,*fulfillments.items")
  const found = orders.find((o) => o.metadata?.reference === reference)
  if (!found) throw new Error(`no order with the reference ${reference}`)
  return found
}

async function place(call, reference) {
  const [{ regions: [region] }, { sales_channels: [channel] }, { shipping_options: [option] }, { products }] =
    await Promise.all(["/admin/regions", "/admin/sales-channels?name=Web", "/admin/shipping-options", "/admin/products?fields=*variants"].map((path) => call("GET", path)))
  const variants = products.flatMap((p) => p.variants).sort((a, b) => (a.sku < b.sku ? -1 : 1))
  const { draft_order } = await call("POST", "/admin/draft-orders", {
    email: "ada@example.com", region_id: region.id, sales_channel_id: channel.id, metadata: { reference },
    items: [{ variant_id: variants[0].id, quantity: 2 }, { variant_id: variants[1].id, quantity: 1 }],
    shipping_methods: [{ name: "Ground", shipping_option_id: option.id, amount: 0 }],
    shipping_address: { first_name: "Ada", last_name: "Customer", address_1: "1 Main Street", city: "Newark", country_code: "us", postal_code: "07101", province: "nj" },
  })
  await call("POST", `/admin/draft-orders/${draft_order.id}/convert-to-order`)
  return find(call, reference)
}

const [command, ...rest] = process.argv.slice(2)
const commands = { install: [() => install(), 0], setup: [setup, 2], start: [start, 3], furnish: [furnish, 1], order: [order, 3] }
if (!commands[command] || rest.length !== commands[command][1]) {
  console.error("medusa.mjs install | setup FOLDER DATABASE | start FOLDER DATABASE PORT | furnish URL | order URL STEP REFERENCE")
  process.exit(2)
}
try {
  process.exitCode = (await commands[command][0](...rest)) ?? 0
} catch (problem) {
  console.error(problem.message)
  process.exitCode = 1
}
