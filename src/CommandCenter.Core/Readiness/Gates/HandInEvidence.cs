using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates;

/// <summary>What somebody, or a program, has to show for a gate.</summary>
/// <param name="Item">What it is about; null or empty = the gate.</param>
/// <param name="Summary">One line of 3 to 300 characters.</param>
/// <param name="AsOf">What it speaks for; null = now.</param>
/// <param name="FileName">Null without a file.</param>
/// <param name="Content">At most 1 MiB; null without a file.</param>
public sealed record EvidenceReport(string Gate, string? Item, bool IsPassed, string? Summary, DateTimeOffset? AsOf, string? FileName, byte[]? Content);

/// <summary>Takes evidence; each piece is one entry of the decision log, which names the hash of its file.</summary>
public sealed class HandInEvidence(CommandRunner commands, GateKeeper keeper, ActivePlan plan, TimeProvider time)
{
    /// <summary>Bytes of a file at most.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>Pieces of one gate at most.</summary>
    public const int MostPieces = 500;

    /// <returns>Its id; NotFound; Forbidden; Validation that names the field; Conflict where the gate has too much; Unavailable.</returns>
    public async Task<Result<Guid>> RunAsync(EvidenceReport report, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(report);
        var now = time.GetUtcNow();
        if (Invalid(report, now) is { } invalid)
        {
            return invalid;
        }

        var summary = report.Summary!.Trim();
        var done = await commands.RunAsync<Guid>(new CommandRequest(actor, Permissions.HandInEvidence, summary, requestId), async (db, token) =>
        {
            var found = await GateSteps.FindAsync(db, plan.Current, report.Gate, token);
            if (found.Error is { } none)
            {
                return none;
            }

            var (gate, item) = (found.Value, report.Item ?? "");
            var items = gate.Check is { Name: "evidence" } check ? check.Names : [];
            if (item.Length > 0 ? !items.Contains(item, StringComparer.Ordinal) : items.Count > 0)
            {
                return Error.Validation("item", items.Count == 0 ? $"“{gate.Title}” names no items: leave item out." : $"item must be one of {string.Join(", ", items)}.", "item");
            }

            if (await db.GateEvidence.CountAsync(e => e.Gate == gate.Id, token) >= MostPieces)
            {
                return Error.Conflict("too-much-evidence", $"“{gate.Title}” has {MostPieces} pieces of evidence already.");
            }

            var row = new GateEvidenceRow
            {
                Id = Guid.CreateVersion7(now), Gate = gate.Id, Item = item, IsPassed = report.IsPassed, Summary = summary, AsOf = report.AsOf ?? now, At = now, Person = actor.Name,
                Hash = report.Content is { } content ? Approval.HashOf(content) : null, FileName = report.Content is null ? null : report.FileName, Content = report.Content,
                Decision = (await DecisionLog.LockHeadAsync(db, token)).Sequence + 1,
            };
            db.GateEvidence.Add(row);
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["evidence"] = row.Id.ToString(), ["passed"] = report.IsPassed ? "true" : "false" };
            if (row.Hash is not null)
            {
                details["hash"] = row.Hash;
            }

            return new Decided<Guid>(row.Id, GateSteps.Draft(
                Permissions.HandInEvidence.Command, gate, $"Evidence for “{gate.Title}”{(item.Length == 0 ? "" : $", {item}")}: {(report.IsPassed ? "passed" : "failed")}.", null, details));
        }, cancel);
        if (done.Succeeded)
        {
            await keeper.ReadAsync(cancel);
        }

        return done;
    }

    private static Error? Invalid(EvidenceReport report, DateTimeOffset now) =>
        report.Summary?.Trim() is not { Length: >= 3 and <= 300 } summary || summary.Any(char.IsControl) ? Error.Validation("summary", "summary must be 3 to 300 characters on one line.", "summary")
        : report.AsOf > now + TimeSpan.FromMinutes(5) ? Error.Validation("as-of", "asOf lies ahead.", "asOf")
        : report.Content?.Length > LargestFile ? Error.Validation("content", $"The file has {report.Content.Length} bytes; at most {LargestFile} are taken.", "content")
        : report.Content is not null && (report.FileName is not { Length: >= 1 and <= 120 } name || name.Any(c => char.IsControl(c) || c is '/' or '\\' or '"')) ? Error.Validation("file-name", "fileName must be 1 to 120 characters without slashes and quotes.", "fileName")
        : null;
}
