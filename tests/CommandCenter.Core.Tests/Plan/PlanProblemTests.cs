using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

/// <summary>Each kind of error, with its line, its place, what was found and what is allowed.</summary>
public class PlanProblemTests
{
    private const string Lanes = "a lane of the plan: ship-to-home, in-store-pickup";
    private const string SecretForm = "${env:CC_SECRET_NAME} or ${file:NAME}, never the secret itself";

    public static TheoryData<string, string, string, string, string, string> Errors => new()
    {
        // what stands in the sample → what it becomes, → where the line is, path, found, beginning of allowed
        { "  timeScale: 10", "  timescale: 10", "timescale", "plan.timescale", "an unknown key", "did you mean \"timeScale\"? name, retailer" },
        { "  timeScale: 10", "  timeScale: 0.5", "timeScale", "plan.timeScale", "\"0.5\"", "a number from 1 to 1000" },
        { "  timeScale: 10", "  timeScale: NaN", "timeScale", "plan.timeScale", "\"NaN\"", "a number from 1 to 1000" },
        { "  zone: America/Los_Angeles", "  zone: America/Los_Angels", "zone", "plan.zone", "\"America/Los_Angels\"", "an IANA time zone" },
        { "  zone: America/Los_Angeles", "  zone: Pacific Standard Time", "zone", "plan.zone", "\"Pacific Standard Time\"", "an IANA time zone" },
        { "2026-11-10T05:00:00Z", "2026-11-10 05:00", "cutoverStart", "plan.cutoverStart", "\"2026-11-10 05:00\"", "an instant in RFC 3339" },
        { "2026-11-10T05:00:00Z", "2026-02-30T05:00:00Z", "cutoverStart", "plan.cutoverStart", "\"2026-02-30T05:00:00Z\"", "an instant in RFC 3339" },
        { "  retailer: Alder & Rowe\n", "", "name: Alder", "plan.retailer", "nothing", "a text of 1 to 120 characters" },
        { "  retailer: Alder & Rowe\n", "  retailer: [a]\n", "retailer", "plan.retailer", "a list of 1", "a text of 1 to 120 characters" },
        { "  retailer: Alder & Rowe\n", "  retailer: \"Alder\\e[2J\"\n", "retailer", "plan.retailer", "\"Alder\uFFFD[2J\"", "a text of 1 to 120 characters" },
        { "notObservable: [routed, packed]", "notObservable: [routed]", "stages: [created, allocated", "sides.legacy.stages", "no packed", "each of the nine stages" },
        { "notObservable: [routed, packed]", "notObservable: [routed, paced]", "notObservable: [routed, paced", "sides.legacy.notObservable[1]", "\"paced\"", "a stage: created" },
        { "notObservable: [routed, packed]", "notObservable: [routed, packed, picked]", "notObservable: [routed", "sides.legacy.notObservable", "picked, which legacy-orders reports", "stages that no source" },
        { "notObservable: [delivered, returned]", "notObservable: [delivered]", "stages: [created, routed", "sides.orchestration.stages", "returned, which no source of this side reports", "a stage in the reports of one of orch-webhook" },
        { "participation: producer", "participation: mirror", "participation", "systems[0].participation", "\"mirror\"", "one of producer, consumer, both" },
        { "  - id: legacy-pos", "  - id: Legacy_POS", "- id: Legacy_POS", "systems[0].id", "\"Legacy_POS\"", "an id of small letters" },
        { "{ id: carrier-labels, name", "{ id: orch-oms, name", "{ id: orch-oms, name: Carrier", "systems[2].id", "\"orch-oms\" a second time", "each system once; it stands on line 30 already" },
        { "phase: 2 }", "phase: 3 }", "{ id: carrier-labels", "systems[2].phase", "\"3\"", "a whole number from 1 to 2" },
        { "from: legacy-pos,", "from: legacy-post,", "{ id: pos-to-oms", "interfaces[0].from", "\"legacy-post\"", "did you mean \"legacy-pos\"? a system of the plan" },
        { "source: legacy-orders, phase", "source: legacy-ordering, phase", "{ id: pos-to-oms", "interfaces[0].source", "\"legacy-ordering\"", "did you mean \"legacy-orders\"? a source of the plan" },
        { "system: orch-oms, on: carrier-labels", "system: orch-oms, on: orch-oms", "{ system: orch-oms", "dependencies[0].on", "\"orch-oms\"", "another system than system" },
        { "{ role: TechnicalLead, person: Jonas", "{ role: Operations, person: Jonas", "{ activity", "raci[0].responsible", "TechnicalLead, which nobody holds", "a role that the section roles gives" },
        { "{ role: TechnicalLead, person: Jonas", "{ role: TechLead, person: Jonas", "{ role: TechLead", "roles[1].role", "\"TechLead\"", "one of IncidentCommander, TechnicalLead" },
        { "informed: [BusinessOwner]", "informed: [Boss]", "{ activity", "raci[0].informed[0]", "\"Boss\"", "one of IncidentCommander" },
        { "  inventory: legacy-pos", "  inventory: wms", "inventory: wms", "systemsOfRecord.inventory", "\"wms\"", "a system of the plan: legacy-pos, orch-oms, carrier-labels" },
        { "  inventory: legacy-pos", "  inventry: legacy-pos", "inventry", "systemsOfRecord.inventry", "an unknown key", "did you mean \"inventory\"?" },
        { "name: Portland, side: legacy", "name: Portland, side: shared", "{ number", "stores[0].side", "\"shared\"", "one of legacy, orchestration" },
        { "copyUntil: routed", "copyUntil: sent", "copyUntil", "lanes[0].copyUntil", "\"sent\"", "a stage: created" },
        { "within: 60s, target: 99.5", "within: 60, target: 99.5", "{ stage: routed", "lanes[0].sla[0].within", "\"60\"", "a duration from 1s to 90d" },
        { "within: 60s, target: 99.5", "within: 91d, target: 99.5", "{ stage: routed", "lanes[0].sla[0].within", "\"91d\"", "a duration from 1s to 90d" },
        { "within: 60s, target: 99.5", "within: 10s, target: 99.5", "{ stage: routed", "lanes[0].sla[0].atRiskBefore", "15s", "less than within, 10s" },
        { "target: 99.5", "target: 101", "{ stage: routed", "lanes[0].sla[0].target", "\"101\"", "a number from 0 to 100" },
        { "from: placed, within", "from: order, within", "{ stage: shipped", "lanes[0].sla[1].from", "\"order\"", "one of placed, eligible, created" },
        { "stage: shipped, from: placed, within: 6h", "stage: routed, from: eligible, within: 6h", "{ stage: routed, from: eligible, within: 6h", "lanes[0].sla[1].stage", "routed from eligible a second time", "each pair" },
        { "every: 2s", "every: 100ms", "every: 100ms", "sources[0].every", "\"100ms\"", "a duration from 250ms to 1d" },
        { "overlap: 30s", "overlap: 2d", "overlap", "sources[0].overlap", "\"2d\"", "a duration from 0s to 1d" },
        { "mapping: legacy-order\n", "mapping: legacy-orders\n", "mapping: legacy-orders", "sources[0].mapping", "\"legacy-orders\"", "did you mean \"legacy-order\"? a mapping of the plan" },
        { "system: legacy-pos\n    side: legacy\n    adapter: http-json\n    every: 2s", "system: orch-oms\n    side: legacy\n    adapter: http-json\n    every: 2s", "side: legacy\n    adapter: http-json\n    every: 2s", "sources[0].side", "legacy", "orchestration, the side of the system orch-oms" },
        { "reports: [created, allocated, picked,", "reports: [created, allocated, authorised, picked,", "reports: [created, allocated, auth", "sources[0].reports", "authorised, which the mapping legacy-order never makes", "stages of the mapping: created" },
        { "limit: 200", "limit: 10001", "limit: 10001", "sources[0].http.limit", "\"10001\"", "a whole number from 1 to 10000" },
        { "      cursorZone: America/Los_Angeles\n", "", "url: \"http://127.0.0.1:5081/pos", "sources[0].http.cursorZone", "nothing", "the time zone of cursorFormat" },
        { "timeout: 5s", "timeout: 3m", "timeout", "sources[0].http.timeout", "\"3m\"", "a duration from 100ms to 2m" },
        { "maxBytes: 8388608", "maxBytes: 10", "maxBytes: 10\n", "sources[0].http.maxBytes", "\"10\"", "a whole number of bytes from 1024" },
        { "attempts: 4", "attempts: 0", "attempts", "sources[0].http.attempts", "\"0\"", "a whole number from 1 to 10" },
        { "items: \"$.transactions\"", "items: transactions", "items: transactions", "sources[0].http.items", "\"transactions\"", "a JSON path" },
        { "http://127.0.0.1:5081/pos/transactions?since={cursor}", "http://127.0.0.1:5081/pos/transactions?since={curser}", "url:", "sources[0].http.url", "\"http://127.0.0.1:5081/pos/transactions?since={curser}&after={cursorId}&limit={…\"", "an absolute http or https address" },
        { "url: \"http://127.0.0.1:5081/wms", "url: \"http://u:p@127.0.0.1:5081/wms", "url: \"http://u:p@", "sources[2].http.url", "\"http://u:p@127.0.0.1:5081/wms/stock?token={cursor}\"", "an absolute http or https address without user and password" },
        { "url: \"http://127.0.0.1:5081/wms", "url: \"file:///wms", "url: \"file", "sources[2].http.url", "\"file:///wms/stock?token={cursor}\"", "an absolute http or https address" },
        { "X-Client: command-center", "Authorization: Bearer abc", "headers", "sources[0].http.headers.Authorization", "a credential in headers (not shown)", "credentials only in auth" },
        { "password: \"${file:legacy-password}\"", "password: hunter2", "password: hunter2", "sources[0].http.auth.password", "a value in clear (not shown)", SecretForm },
        { "password: \"${file:legacy-password}\"", "password: \"${env:PATH}\"", "password: \"${env", "sources[0].http.auth.password", "a value in clear (not shown)", SecretForm },
        { "password: \"${file:legacy-password}\"", "password: \"${file:../etc/passwd}\"", "password: \"${file", "sources[0].http.auth.password", "a value in clear (not shown)", SecretForm },
        { "secrets: [\"${env:CC_SECRET_ORCH_WEBHOOK}\"]", "secrets: [topsecret]", "push: {", "sources[1].push.secrets[0]", "a value in clear (not shown)", SecretForm },
        { "secrets: [\"${env:CC_SECRET_ORCH_WEBHOOK}\"], ", "", "push: {", "sources[1].push.secrets", "nothing", "one secret, or two while they are rotated" },
        { "commander: Maya Okafor", "commander: \"${env:CC_SECRET_X}\"", "commander", "plan.commander", "\"${env:CC_SECRET_X}\"", "${…} only in sources[].http.auth.token" },
        { "tokenPath: \"$.token\"\n", "tokenPath: \"$.token\"\n        token: \"${env:CC_SECRET_A}\"\n", "token: \"${env:CC_SECRET_A}", "sources[0].http.auth.token", "token for the kind session-token", "only signInUrl, signInBody, tokenPath, user, password, header" },
        { "auth: { kind: bearer, token: \"${env:CC_SECRET_STOCK}\" }", "auth: { kind: bearer }", "auth: { kind: bearer", "sources[2].http.auth.token", "nothing", "token: the kind bearer needs token" },
        { "      nextPage: \"$.nextPage\"\n", "", "url: \"http://127.0.0.1:5081/wms", "sources[2].http.nextPage", "nothing", "the path of the next page's token" },
        { "    adapter: push", "    adapter: csv", "adapter: csv", "sources[1].adapter", "\"csv\"", "one of http-json, sql, csv-folder, push" },
        { "encoding: windows-1252", "encoding: utf-16", "encoding: utf-16", "sources[5].csv.encoding", "\"utf-16\"", "an encoding such as utf-8" },
        { "delimiter: \";\"", "delimiter: \"||\"", "delimiter", "sources[5].csv.delimiter", "\"||\"", "one ASCII character" },
        { "done: exports/pos-read", "done: exports/pos/", "done:", "sources[5].csv.done", "\"exports/pos/\"", "another folder than the one that is read" },
        { "pattern: \"sales-*.csv\"", "pattern: \"../*.csv\"", "pattern:", "sources[5].csv.pattern", "\"../*.csv\"", "a part of a file name" },
        { "groupBy: [ref]", "groupBy: [order]", "groupBy: [order]", "sources[5].csv.groupBy", "\"order\"", "columns of the file: ref, rev" },
        { "header: true\n      columns: [ref, rev, updated, tx_state, store_no, sold_at, amt, cls]\n", "header: false\n", "folder: exports/pos", "sources[5].csv.columns", "nothing", "the names of the columns: the files have no header" },
        { "      host: erp.example.com\n", "", "provider: postgres", "sources[3].sql.host", "nothing", "host: the provider postgres needs host, database, user" },
        { "host: erp.example.com", "host: /var/run/postgresql", "host: /var", "sources[3].sql.host", "\"/var/run/postgresql\"", "the name or address of one server" },
        { "host: erp.example.com", "host: \"one.example.com,two.example.com\"", "host: \"one", "sources[3].sql.host", "\"one.example.com,two.example.com\"", "the name or address of one server" },
        { "password: \"${env:CC_SECRET_ERP}\"", "password: hunter2", "password: hunter2", "sources[3].sql.password", "a value in clear (not shown)", SecretForm },
        { "query: select o.changed", "query: delete from orders; select o.changed", "query: delete", "sources[3].sql.query", "a statement that cannot be used", "a statement that reads: SELECT, WITH or VALUES" },
        { "order by 1, 2, 3 limit @limit", "order by 1, 2, 3", "query: select o.changed", "sources[3].sql.query", "a query with @cursor and without @limit", "a query that ends with its order and limit @limit" },
        { "      cursorId: number\n", "", "provider: postgres", "sources[3].sql.cursorId", "nothing", "cursorId and @cursorId in the query, or neither" },
        { "      cursorTime: changed\n", "", "provider: postgres", "sources[3].sql.cursorTime", "nothing", "cursorTime, the column that the query compares with @cursor" },
        { "fromId: \"0\"\n", "fromId: \"0\"\n      file: x.db\n", "file: x.db", "sources[3].sql.file", "file for the provider postgres", "file only with the provider sqlite" },
        { "file: exports/stock.db, query", "file: exports/stock.db, host: a.example.com, query", "sql: { provider: sqlite", "sources[4].sql.host", "host for the provider sqlite", "host only with the provider postgres" },
        { "groupBy: [number]", "groupBy: [\"num'ber\"]", "groupBy", "sources[3].sql.groupBy[0]", "\"num'ber\"", "the name of a column" },
        { "    kind: gauge", "    kind: gage", "kind: gage", "mappings[3].kind", "\"gage\"", "one of order, inventory, gauge, contact" },
        { "    key: { path: \"$.orderRef\" }\n", "", "- id: orch-event", "mappings[1].key", "nothing", "a field with path, paths or constant" },
        { "stage: { path: \"$.state\" }", "stage: { path: \"$.state\", constant: created }", "stage: { path: \"$.state\"", "mappings[1].stage", "path and constant", "exactly one of path, paths and constant" },
        { "ALLOC: allocated", "ALLOC: alocated", "TENDER_ACCEPTED", "mappings[0].stage.lookup.ALLOC", "\"alocated\"", "did you mean \"allocated\"? a stage" },
        { "RST: reinstated", "RST: restored", "RST", "mappings[0].eventKind.lookup.RST", "\"restored\"", "facts, supersedes, reinstated" },
        { "HOME: ship-to-home", "HOME: ship-to-hone", "HOME:", "mappings[0].fields.lane.lookup.HOME", "\"ship-to-hone\"", "did you mean \"ship-to-home\"? " + Lanes },
        { "default: ship-to-home", "default: other", "HOME:", "mappings[0].fields.lane.default", "\"other\"", Lanes },
        { "lookup-table: store-to-node", "lookup-table: store-to-nod", "lookup-table", "mappings[0].fields.store.lookup-table", "\"store-to-nod\"", "did you mean \"store-to-node\"?" },
        { "total: { path", "totl: { path", "totl", "mappings[0].fields.totl", "an unknown field", "did you mean \"total\"? " },
        { "parse: money(2)", "parse: money(9)", "money(9)", "mappings[0].fields.total.parse", "\"money(9)\"", "text, integer, number" },
        { "parse: date(yyyyMMdd)", "parse: date(yyyyMM)", "yyyyMM)", "mappings[0].fields.businessDate.parse", "\"yyyyMM\"", "an exact .NET date format" },
        { "parse: instant(yyyy-MM-ddTHH:mm:ssK)", "parse: instant(yyyy-MM-ddThh:mm:ssK)", "ddThh", "mappings[0].stages.shipped.parse", "\"yyyy-MM-ddThh:mm:ssK\"", "an exact .NET format with year" },
        { "ambiguous: earlier, nonexistent: shift, precision", "ambiguous: first, nonexistent: shift, precision", "occurredAt: { path: \"$.updated\"", "mappings[0].occurredAt.parse.ambiguous", "\"first\"", "one of earlier, later, reject" },
        { "      picked: { path", "      piked: { path", "piked", "mappings[0].stages.piked", "an unknown stage", "did you mean \"picked\"? a stage" },
        { "sku: { path: \"$.sku\" }, quantity", "sku: { path: \"$.sku\" }, qty", "fields: { sku: { path: \"$.sku\" }, qty", "mappings[0].lines.fields.qty", "an unknown field", "sku, quantity, unitPrice" },
        { "require: [stage, placedAt, lane]", "require: [stage, placdAt, lane]", "require", "mappings[0].require[1]", "\"placdAt\"", "did you mean \"placedAt\"? a field that this mapping fills" },
        { "rule: \"total >= 0\"", "rule: \"total >= \"", "{ rule", "mappings[0].validate[0].rule", "\"total >= \"", "" },
        { "rule: \"total >= 0\"", "rule: \"totals >= 0\"", "{ rule", "mappings[0].validate[0].rule", "\"totals >= 0\"", "fields of a mapping of kind order, without \"totals\"" },
        { "transform: [trim, upper]", "transform: [trim, uper]", "key: { path: \"$.ref\"", "mappings[0].key.transform[1]", "\"uper\"", "'uper' is not one of trim, upper" },
        { "transform: [trim, upper]", "transform: [\"pad-left(x,0)\"]", "key: { path: \"$.ref\"", "mappings[0].key.transform[0]", "\"pad-left(x,0)\"", "pad-left(WIDTH,CHARACTER)" },
        { "transform: [trim, upper]", "transform: [\"prefix(x\"]", "key: { path: \"$.ref\"", "mappings[0].key.transform[0]", "\"prefix(x\"", "a transform, such as trim" },
        { "path: \"$.amt\"", "path: \"$..amt\"", "$..amt", "mappings[0].fields.total.path", "\"$..amt\"", "a JSON path, such as $.order.lines[0].sku: expected a name" },
        { "parse: money(2)", "parse: integer", "$.amt", "mappings[0].fields.total", "a rule that cannot run", "the field wants money" },
        { "{ path: \"$.amt\", parse: money(2) }", "{ path: \"$.amt\" }", "$.amt", "mappings[0].fields.total", "a rule that cannot run", "a money field says how it is written" },
        { "path: \"$.sold_at\", parse: { format: \"yyyy-MM-dd HH:mm:ss\", zone: America/Los_Angeles }", "path: \"$.sold_at\", parse: { format: \"yyyy-MM-dd HH:mm:ss\" }", "$.sold_at", "mappings[0].fields.placedAt", "a rule that cannot run", "the format 'yyyy-MM-dd HH:mm:ss' carries no offset" },
        { "code: negative-total", "code: Negative Total", "{ rule", "mappings[0].validate[0].code", "\"Negative Total\"", "an id of small letters" },
        { "availableToSell: { path: \"$.ats\", parse: integer }, ", "", "fields: { sku: { path: \"$.sku\" }, node", "mappings[2].fields", "no availableToSell", "a mapping of kind inventory fills" },
        { "    kind: contact\n", "    kind: contact\n    stage: { path: \"$.s\" }\n", "stage: { path: \"$.s\" }", "mappings[4].stage", "stage in a mapping of another kind than order", "only in mappings of kind order" },
        { "plan:\n  name", "plan: &p\n  name: !!str a\n  name", "name: Alder", "plan.name", "the key a second time", "each key once; it stands on line 2 already" },
        { "    kind: gauge", "    kind: !secret gauge", "kind: !secret", "mappings[3].kind", "the tag !secret", "values without tags" },
        { "    kind: gauge", "    kind: *nowhere", "kind: *nowhere", "mappings[3].kind", "*nowhere", "the name of an anchor" },
        { "plan:\n", "runbook: []\nplan:\n", "runbook", "runbook", "a section that is not yet available in this version", "plan, sides, systems" },
        { "stores:\n", "store:\n", "store:", "store", "an unknown key", "did you mean \"stores\"? plan, sides" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_OneError_IsNamedWithLinePlaceAndWhatIsAllowed(string old, string replacement, string lineOf, string path, string found, string allowed)
    {
        var text = SamplePlan.With(old, replacement);

        var result = PlanReader.Read(text, "plans/mine.yaml");

        Assert.Null(result.Plan);
        var all = string.Join('\n', result.Problems);
        var problem = result.Problems.FirstOrDefault(p => p.Path == path && p.Found == found && p.Allowed.StartsWith(allowed, StringComparison.Ordinal));
        Assert.True(problem is not null, $"expected {path}: found {found}; allowed: {allowed}\ngot:\n{all}");
        Assert.True(SamplePlan.LineOf(text, lineOf) == problem.Line, $"line {SamplePlan.LineOf(text, lineOf)} expected, {problem}");
        Assert.Equal($"plans/mine.yaml:{problem.Line}: {path}: found {found}; allowed: {problem.Allowed}", problem.ToString());
    }

    [Fact]
    public void Read_ManyErrors_AreAllNamedAtOnceInTheOrderOfTheFile()
    {
        var text = SamplePlan.Text
            .Replace("timeScale: 10", "timescale: 10", StringComparison.Ordinal)
            .Replace("participation: producer", "participation: mirror", StringComparison.Ordinal)
            .Replace("from: legacy-pos,", "from: nobody,", StringComparison.Ordinal)
            .Replace("within: 60s", "within: soon", StringComparison.Ordinal)
            .Replace("total: { path", "totl: { path", StringComparison.Ordinal)
            .Replace("password: \"${file:legacy-password}\"", "password: hunter2", StringComparison.Ordinal);

        var problems = PlanReader.Read(text, "plan.yaml").Problems;

        Assert.Equal(
            ["plan.timescale", "systems[0].participation", "interfaces[0].from", "lanes[0].sla[0].within", "mappings[0].fields.totl", "sources[0].http.auth.password"],
            problems.Select(p => p.Path));
        Assert.Equal(problems.Select(p => p.Line).Order(), problems.Select(p => p.Line));
        Assert.DoesNotContain("hunter2", string.Join('\n', problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("# only a comment\n", "an empty file")]
    [InlineData("- a\n- b\n", "a list of 2")]
    [InlineData("just words", "\"just words\"")]
    public void Read_NoMapOfSections_SaysSo(string text, string found)
    {
        var problem = Assert.Single(PlanReader.Read(text, "plan.yaml").Problems);

        Assert.Equal((1, found), (problem.Line, problem.Found));
        Assert.StartsWith("a map of sections: plan, sides", problem.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BrokenYaml_NamesItsLine()
    {
        var problem = Assert.Single(PlanReader.Read("plan:\n  name: \"never closed\n", "plan.yaml").Problems);

        Assert.StartsWith("a YAML error: ", problem.Found, StringComparison.Ordinal);
        Assert.InRange(problem.Line, 2, 3);
    }

    [Fact]
    public void Read_SecondDocument_IsAProblem()
    {
        var text = SamplePlan.Text + "---\nplan: {}\n";

        Assert.Contains(PlanReader.Read(text, "plan.yaml").Problems, p => p.Found == "a second document" && p.Line == SamplePlan.LineOf(text, "---"));
    }
}
