#!/usr/bin/python3
"""Tryton 6.0 as a legacy order system to connect to: sets it up with a company, goods and stock, and moves orders by hand.

  tryton.py setup FOLDER POSTGRES PORT   configuration and database "tryton"; POSTGRES such as postgresql://user:password@127.0.0.1:5432/
  tryton.py order URL STEP REFERENCE     STEP: new (a draft), quote, confirm, assign, unassign, pick, pack, done, cancel (a quotation), cancel-shipment,
                                         drop (give the cancelled shipment up), resend (make it anew), split (in two shipments), show; URL such as http://127.0.0.1:8000/tryton/

It needs the Debian packages tryton-server, tryton-modules-sale, tryton-modules-account-invoice-stock, tryton-proteus, python3-psycopg2, python3-tz.
The administrator is admin / tryton-admin, the command center's own user command-center / tryton-watcher.
"""
import base64
import glob
import hashlib
import json
import os
import subprocess
import sys
import urllib.request

ADMIN, WATCHER = ('admin', 'tryton-admin'), ('command-center', 'tryton-watcher')
MODULES = ['sale', 'account_invoice_stock']


def setup(folder, postgres, port):
    os.makedirs(folder, exist_ok=True)
    config = os.path.join(folder, 'trytond.conf')
    with open(config, 'w') as file:
        file.write(f'[database]\nuri = {postgres}\npath = {folder}/attachments\n[web]\nlisten = 127.0.0.1:{port}\n[session]\nmax_attempt = 1000\n')
    psql(postgres + 'postgres', '-c', 'CREATE DATABASE tryton')
    kept = kept_copy()
    if kept and os.path.exists(kept):
        psql(postgres + 'tryton', '-f', kept)
        return
    secret = os.path.join(folder, 'admin-password')
    with open(secret, 'w') as file:
        file.write(ADMIN[1])
    subprocess.run(['/usr/bin/trytond-admin', '-c', config, '-d', 'tryton', '--email', 'admin@example.com', '--activate-dependencies', '-u', *MODULES], check=True,
                   env={**os.environ, 'TRYTONPASSFILE': secret})
    furnish(postgres, config)
    if kept:
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        subprocess.run([tool('pg_dump'), '-d', postgres + 'tryton', '--no-owner', '-f', kept + '.new'], check=True)
        os.replace(kept + '.new', kept)


def furnish(postgres, config):
    """What an order needs: company, fiscal year, accounts, a customer, goods with stock, and the command center's own user."""
    os.environ['DB_NAME'] = 'tryton'
    from decimal import Decimal
    from proteus import Model, config as proteus
    proteus.set_trytond(postgres + 'tryton', config_file=config)
    from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
    from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
    from trytond.modules.company.tests.tools import create_company, get_company
    create_company()
    company = get_company()
    set_fiscalyear_invoice_sequences(create_fiscalyear(company)).click('create_period')
    create_chart(company)
    accounts = get_accounts(company)
    Model.get('party.party')(name='Ada Customer').save()
    goods = Model.get('product.category')(name='Goods', accounting=True, account_expense=accounts['expense'], account_revenue=accounts['revenue'])
    goods.save()
    unit, = Model.get('product.uom').find([('name', '=', 'Unit')])
    for name, code, price in (('Wool coat', 'COAT-M', '120'), ('Scarf', 'SCARF', '30')):
        template = Model.get('product.template')(name=name, default_uom=unit, type='goods', salable=True, list_price=Decimal(price), account_category=goods)
        template.products[0].suffix_code = code
        template.save()
    create_payment_term().save()
    store, = Model.get('stock.location').find([('code', '=', 'STO')])
    count = Model.get('stock.inventory')(location=store)
    for product in Model.get('product.product').find([]):
        line = count.lines.new(product=product)
        line.quantity, line.expected_quantity = 1000.0, 0.0
    count.click('confirm')
    User, Group = Model.get('res.user'), Model.get('res.group')
    watcher = User(name='Command Center', login=WATCHER[0])
    watcher.companies.append(company)
    watcher.company = company
    for group in Group.find([('name', 'in', ['Sales', 'Stock'])]):
        watcher.groups.append(group)
    watcher.password = WATCHER[1]
    watcher.save()


def kept_copy():
    """Where a finished database is kept to be used again; named by what it was made with."""
    folder = os.environ.get('CC_REAL_CACHE')
    if not folder:
        return None
    with open(__file__, 'rb') as file:
        made_with = file.read()
    made_with += subprocess.run(['/usr/bin/dpkg-query', '-W', 'tryton-*'], capture_output=True).stdout
    return os.path.join(folder, f'tryton-{hashlib.sha256(made_with).hexdigest()[:16]}.sql')


def psql(database, *arguments):
    subprocess.run([tool('psql'), '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database, *arguments], check=True, stdout=subprocess.DEVNULL)


def tool(name):
    found = sorted(glob.glob(f'/usr/lib/postgresql/*/bin/{name}'))
    return found[-1] if found else name


class Tryton:
    """JSON-RPC as Tryton's own client speaks it."""

    def __init__(self, url, user=ADMIN):
        self.url, self.authorization, self.context = url, None, {}
        number, session = self.call('common.db.login', user[0], {'password': user[1]}, 'en')
        self.authorization = 'Session ' + base64.b64encode(f'{user[0]}:{number}:{session}'.encode()).decode()
        self.context = self.call('model.res.user.get_preferences', True, {})

    def call(self, method, *params):
        headers = {'Content-Type': 'application/json', **({'Authorization': self.authorization} if self.authorization else {})}
        body = json.dumps({'id': 1, 'method': method, 'params': params}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=60) as answer:
            said = json.load(answer)
        if 'error' in said:
            raise SystemExit(f'{method}: {said["error"]}')
        return said['result']

    def find(self, model, domain, *fields):
        return self.call(f'model.{model}.search_read', domain, 0, None, [['id', 'ASC']], list(fields), self.context)

    def sale(self, reference):
        found = self.find('sale.sale', [['reference', '=', reference]], 'number', 'state', 'shipment_state', 'shipments', 'write_date')
        return found[-1] if found else sys.exit(f'no sale with the reference {reference}')


def order(url, step, reference):
    tryton = Tryton(url)
    if step == 'new':
        return create(tryton, reference)
    sale = tryton.sale(reference)
    shipments = [s['id'] for s in tryton.find('stock.shipment.out', [['id', 'in', sale['shipments']]], 'state') if s['state'] not in ('cancelled', 'done')]
    on_shipments = {'assign': 'assign_try', 'unassign': 'wait', 'pick': 'pick', 'pack': 'pack', 'done': 'done', 'cancel-shipment': 'cancel'}
    if step in ('quote', 'confirm', 'cancel'):
        tryton.call('model.sale.sale.' + step, [sale['id']], tryton.context)
    elif step in on_shipments:
        # of several open shipments the first goes ahead
        tryton.call('model.stock.shipment.out.' + on_shipments[step], shipments[:1], tryton.context)
    elif step in ('drop', 'resend'):
        decide(tryton, sale['id'], again=step == 'resend')
    elif step == 'split':
        split(tryton, shipments[0])
    elif step != 'show':
        raise SystemExit(__doc__)
    sale = tryton.sale(reference)
    states = [s['state'] for s in tryton.find('stock.shipment.out', [['id', 'in', sale['shipments']]], 'state')]
    print(json.dumps({'reference': reference, 'number': sale['number'], 'sale': sale['state'], 'shipments': states, 'shipmentState': sale['shipment_state']}))


def create(tryton, reference):
    customer, = tryton.find('party.party', [['name', '=', 'Ada Customer']], 'addresses')
    defaults = tryton.call('model.sale.sale.default_get', ['company', 'currency', 'warehouse', 'invoice_method', 'shipment_method'], False, tryton.context)
    terms = tryton.find('account.invoice.payment_term', [], 'name')
    lines = [{'type': 'line', 'product': p['id'], 'unit': p['default_uom'], 'quantity': quantity, 'unit_price': {'__class__': 'Decimal', 'decimal': price}}
             for p, quantity, price in zip(tryton.find('product.product', [], 'default_uom'), (2.0, 1.0), ('120.0000', '30.0000'))]
    address = customer['addresses'][0]
    tryton.call('model.sale.sale.create', [{
        **{k: v for k, v in defaults.items() if not k.endswith('.')}, 'party': customer['id'], 'invoice_address': address, 'shipment_address': address, 'payment_term': terms[0]['id'], 'reference': reference,
        'lines': [['create', lines]]}], tryton.context)
    print(json.dumps({'reference': reference, 'sale': 'draft'}))


def decide(tryton, sale, again):
    """What is to become of goods whose shipment was cancelled: Tryton asks in a wizard."""
    context = {**tryton.context, 'active_model': 'sale.sale', 'active_id': sale, 'active_ids': [sale]}
    name = 'wizard.sale.handle.shipment.exception'
    session, start, _ = tryton.call(name + '.create', {})
    asked = tryton.call(name + '.execute', session, {}, start, context)['view']['defaults']
    tryton.call(name + '.execute', session, {'ask': {'domain_moves': asked['domain_moves'], 'recreate_moves': asked['domain_moves'] if again else []}}, 'handle', context)
    tryton.call(name + '.delete', session, {})


def split(tryton, shipment):
    """The second article leaves in a shipment of its own, as a person would divide it in the form."""
    kept, = tryton.find('stock.shipment.out', [['id', '=', shipment]], 'outgoing_moves', 'warehouse', 'customer', 'delivery_address', 'company', 'planned_date')
    tryton.call('model.stock.shipment.out.draft', [shipment], tryton.context)
    values = {k: kept[k] for k in ('warehouse', 'customer', 'delivery_address', 'company', 'planned_date')}
    other, = tryton.call('model.stock.shipment.out.create', [values], tryton.context)
    tryton.call('model.stock.move.write', [kept['outgoing_moves'][-1]], {'shipment': f'stock.shipment.out,{other}'}, tryton.context)
    tryton.call('model.stock.shipment.out.wait', [shipment, other], tryton.context)


if __name__ == '__main__':
    steps = {('setup', 5): setup, ('order', 5): order}
    if (sys.argv[1] if len(sys.argv) > 1 else '', len(sys.argv)) not in steps:
        sys.exit(__doc__)
    steps[(sys.argv[1], len(sys.argv))](*sys.argv[2:])
