using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions;

/// <param name="Changed">How many cases were changed.</param>
/// <param name="Names">The first hundred of them, by name.</param>
public sealed record BulkOutcome(int Changed, IReadOnlyList<string> Names);

/// <summary>What a person was told that a command would change.</summary>
/// <param name="Count">How many cases.</param>
/// <param name="Set">Which ones, as <see cref="CaseQueries.SetAsync"/> says it; null where they are named one by one.</param>
public sealed record CaseCount(int Count, string? Set = null);

/// <summary>
/// What people do with cases. Each step is an entry of the case's history, in one transaction with the case. Muting, and resolving many at once, hide trouble from those who come after: they
/// enter the decision log too.
/// </summary>
public sealed class CaseDesk(IDbContextFactory<CommandsDb> databases, CommandsGate gate, CommandRunner commands, ActivePlan plan, CaseWatch watch, TimeProvider time)
{
    /// <summary>Cases that one command may change.</summary>
    public const int MostAtOnce = 1_000;
    public const int MostAttachments = 10;
    public const int LargestAttachment = 1024 * 1024;
    private static readonly JsonSerializerOptions stored = new(JsonSerializerDefaults.Web);

    /// <summary>One step on one case.</summary>
    /// <param name="id">A UUID, or the name such as EX-1187.</param>
    /// <param name="requestId">The same again does nothing and answers the same.</param>
    /// <returns>The case as it stands now; NotFound; Forbidden; Validation that names the field; Conflict where the step is not possible now; Unavailable.</returns>
    public async Task<Result<ExceptionCase>> RunAsync(string id, CaseCommand command, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(actor);
        if ((Permissions.Refuse(actor, Permissions.TriageTeamCases) ?? CaseSteps.Check(command, time.GetUtcNow())) is { } refused)
        {
            return refused;
        }

        ExceptionCaseRow? changed = null;
        async Task<Result<string>> StepAsync(CommandsDb db, CancellationToken token)
        {
            if (await CaseQueries.Named(db.Cases, id).FirstOrDefaultAsync(token) is not { } row)
            {
                return CaseErrors.Unknown(id);
            }

            if (Step(db, row, command, actor) is { } impossible)
            {
                return impossible;
            }

            changed = row;
            return row.Id.ToString();
        }

        var done = command.Action == CaseAction.Mute
            ? await commands.RunAsync<string>(new CommandRequest(actor, Permissions.TriageTeamCases, command.Text, requestId), async (db, token) =>
            {
                var muted = await StepAsync(db, token);
                return muted.Error is { } impossible ? impossible : new Decided<string>(muted.Value, MuteDraft(changed!, command));
            }, cancel)
            : await WriteAsync(command.Action.ToString(), actor, requestId, StepAsync, cancel);
        if (done.Error is { } error)
        {
            return error;
        }

        watch.Tell();
        return changed is null ? await AgainAsync(done.Value, cancel) : CaseQueries.Read(changed);
    }

    /// <summary>One step on many cases, all of them or none.</summary>
    /// <param name="expected">What the person was told that it would be.</param>
    /// <returns>What was done; Conflict where it would be other cases now, or one of them cannot take the step; Forbidden; Validation; Unavailable.</returns>
    public async Task<Result<BulkOutcome>> RunManyAsync(CaseFilter filter, CaseCommand command, CaseCount expected, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actor);
        if ((Permissions.Refuse(actor, Permissions.TriageTeamCases) ?? CaseSteps.Check(command, time.GetUtcNow()) ?? (filter.IsNarrow ? null : CaseErrors.NotOnOneRule)) is { } refused)
        {
            return refused;
        }

        List<string> names = [];
        async Task<Result<BulkOutcome>> StepsAsync(CommandsDb db, CancellationToken token)
        {
            var rows = await CaseQueries.Matching(db, filter, time.GetUtcNow()).AsTracking().OrderBy(c => c.Number).Take(MostAtOnce + 1).ToListAsync(token);
            if (rows.Count > MostAtOnce)
            {
                return CaseErrors.TooMany(rows.Count, MostAtOnce);
            }

            if (rows.Count != expected.Count)
            {
                return CaseErrors.CountChanged(expected.Count, rows.Count);
            }

            // one that came and one that went leave the number as it was
            if (expected.Set is { } set && set != CaseQueries.SetOf(rows.Select(r => r.Number)))
            {
                return CaseErrors.OthersNow(rows.Count);
            }

            foreach (var row in rows)
            {
                if (Step(db, row, command, actor) is { } impossible)
                {
                    return impossible;
                }
            }

            names = rows.ConvertAll(r => ExceptionCase.NameOf(r.Number));
            return new BulkOutcome(rows.Count, [.. names.Take(100)]);
        }

        var done = command.Action is CaseAction.Mute or CaseAction.Resolve
            ? await commands.RunAsync<BulkOutcome>(new CommandRequest(actor, Permissions.TriageTeamCases, command.Text, requestId), async (db, token) =>
            {
                var steps = await StepsAsync(db, token);
                return steps.Error is { } error ? error : new Decided<BulkOutcome>(steps.Value, BulkDraft(steps.Value, names, command));
            }, cancel)
            : await WriteAsync(command.Action + " many", actor, requestId, StepsAsync, cancel);
        if (done.Succeeded)
        {
            watch.Tell();
        }

        return done;
    }

    /// <summary>Puts a file to a case.</summary>
    /// <returns>The file; NotFound; Forbidden; Validation (name, size); Conflict where the case has ten; Unavailable.</returns>
    public async Task<Result<CaseAttachment>> AttachAsync(string id, string name, string? mediaType, byte[] content, Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, Permissions.TriageTeamCases) is { } refused)
        {
            return refused;
        }

        if (name?.Trim() is not { Length: >= 1 and <= 120 } named || named.Any(c => char.IsControl(c) || c is '/' or '\\' or ':') || named.Trim('.').Length == 0)
        {
            return CaseErrors.AttachmentName;
        }

        if (content.Length is < 1 or > LargestAttachment)
        {
            return CaseErrors.AttachmentSize(LargestAttachment);
        }

        // what a browser would make of it is its own affair: it is only ever handed out as a file
        var type = mediaType is { Length: >= 3 and <= 100 } given && given.Contains('/', StringComparison.Ordinal) && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.') ? given : "application/octet-stream";
        var done = await WriteAsync<CaseAttachment>("attach", actor, null, async (db, token) =>
        {
            if (await CaseQueries.Named(db.Cases, id).FirstOrDefaultAsync(token) is not { } row)
            {
                return CaseErrors.Unknown(id);
            }

            if (CaseErrors.Refuse(actor, row.Team) is { } forbidden)
            {
                return forbidden;
            }

            if (row.Attachments >= MostAttachments)
            {
                return CaseErrors.AttachmentCount(ExceptionCase.NameOf(row.Number), MostAttachments);
            }

            var now = time.GetUtcNow();
            var file = new CaseAttachmentRow { Id = Guid.CreateVersion7(now), CaseId = row.Id, Name = named, MediaType = type, Length = content.Length, Content = content, At = now, Actor = actor.Name };
            row.Attachments++;
            db.CaseAttachments.Add(file);
            db.CaseEntries.Add(CaseSteps.Add(row, "attached", actor.Name, named, now));
            return new CaseAttachment(file.Id, file.Name, file.MediaType, file.Length, file.At, file.Actor);
        }, cancel);
        if (done.Succeeded)
        {
            watch.Tell();
        }

        return done;
    }

    /// <summary>Tells a case's history what was done about its trouble, once per request.</summary>
    internal async Task TellAsync(Guid id, Actor actor, string kind, string text, Guid? requestId, CancellationToken cancel)
    {
        // the request's own id belongs to the command that was carried out; its repeat must not be told twice either
        Guid? own = requestId is { } of ? new Guid(SHA256.HashData([.. of.ToByteArray(), .. Encoding.UTF8.GetBytes(kind)]).AsSpan(0, 16)) : null;
        var told = await WriteAsync<bool>(kind, actor, own, async (db, token) =>
        {
            if (await db.Cases.FirstOrDefaultAsync(c => c.Id == id, token) is not { } row)
            {
                return false;
            }

            db.CaseEntries.Add(CaseSteps.Add(row, kind, actor.Name, text, time.GetUtcNow()));
            return true;
        }, cancel);
        if (told.Succeeded)
        {
            watch.Tell();
        }
    }

    private Error? Step(CommandsDb db, ExceptionCaseRow row, CaseCommand command, Actor actor)
    {
        var now = time.GetUtcNow();
        if ((CaseErrors.Refuse(actor, row.Team) ?? CaseSteps.Refuse(command.Action, row.Phase, row.MutedUntil > now, ExceptionCase.NameOf(row.Number))) is { } refused)
        {
            return refused;
        }

        var current = plan.Current;
        db.CaseEntries.Add(CaseSteps.Apply(
            row, command, actor.Name, now, s => CaseRules.Due(s, now, current?.Exceptions ?? ExceptionSettings.Default, current?.Header.TimeScale ?? 1)));
        return null;
    }

    /// <summary>What enters no decision log: one transaction, one at a time, the same request once.</summary>
    private async Task<Result<T>> WriteAsync<T>(string what, Actor actor, Guid? requestId, Func<CommandsDb, CancellationToken, Task<Result<T>>> change, CancellationToken cancel)
    {
        try
        {
            using var turn = await gate.EnterAsync();
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await DecisionLog.LockHeadAsync(db, cancel);
            var command = "case-" + what.ToLowerInvariant().Replace(' ', '-');
            if (requestId is { } id && await db.CommandRequests.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is { } before)
            {
                return before.Command == command && before.Actor == actor.Name && before.Outcome is { } outcome && JsonSerializer.Deserialize<T>(outcome, stored) is { } answer
                    ? answer
                    : Error.Conflict("request-id-used", $"The request id belongs to another command ({before.Command} by {before.Actor}). Open the dialog anew.");
            }

            var done = await change(db, cancel);
            if (done.Error is { } refused)
            {
                return refused;
            }

            if (requestId is { } first)
            {
                db.CommandRequests.Add(new CommandRequestRow { Id = first, Command = command, Actor = actor.Name, At = time.GetUtcNow(), Outcome = JsonSerializer.Serialize(done.Value, stored) });
            }

            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return done;
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            return Error.Unavailable("store-unwritable", $"The case could not be changed ({(e.InnerException ?? e).Message}). Nothing was done; the same request may be sent again.");
        }
    }

    private async Task<Result<ExceptionCase>> AgainAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CaseQueries.Named(db.Cases.AsNoTracking(), id).FirstOrDefaultAsync(cancel) is { } row ? CaseQueries.Read(row) : CaseErrors.Unknown(id);
    }

    private static DecisionDraft MuteDraft(ExceptionCaseRow row, CaseCommand command) => new(
        "mute-case", $"Mute {ExceptionCase.NameOf(row.Number)} until {command.Until!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Short(row.Title)}.", "It is out of its team's queue until then, whatever its source says.",
        ["case:" + ExceptionCase.NameOf(row.Number), .. row.OrderKey is { } key ? new[] { "order:" + key } : []], new Dictionary<string, string>(StringComparer.Ordinal) { ["case"] = row.Id.ToString() });

    private static DecisionDraft BulkDraft(BulkOutcome done, List<string> names, CaseCommand command) => new(
        command.Action == CaseAction.Mute ? "mute-cases" : "resolve-cases",
        string.Create(CultureInfo.InvariantCulture, $"{(command.Action == CaseAction.Mute ? "Mute" : "Resolve")} {done.Changed} cases at once."), "Each case's own history says so too.",
        [.. done.Names.Take(40).Select(n => "case:" + n)], new Dictionary<string, string>(StringComparer.Ordinal) { ["cases"] = done.Changed.ToString(CultureInfo.InvariantCulture) },
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)))));

    private static string Short(string title) => title.Length <= 80 ? title : title[..79] + "…";
}
