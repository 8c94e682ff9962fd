using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;

namespace CommandCenter.Intake.Targets;

/// <summary>The credentials of one target for many calls at once: one of them signs in while the others wait, and what was resolved is kept a moment.</summary>
internal sealed class TargetSignIn(AuthSettings? auth, ISecrets secrets, HttpExchange exchange, TimeProvider time) : IDisposable
{
    /// <summary>After that a secret that was changed outside is noticed.</summary>
    private static readonly TimeSpan kept = TimeSpan.FromSeconds(10);

    private readonly SourceSignIn signIn = new(auth, secrets, exchange);
    private readonly SemaphoreSlim gate = new(1, 1);
    private Resolved? resolved;

    /// <summary>The header to send; an error says why there is none.</summary>
    public ValueTask<Result<CredentialHeader>> HeaderAsync(CancellationToken cancel)
    {
        if (signIn.MustSignIn)
        {
            return SignedInAsync(cancel);
        }

        if (resolved is { } known && time.GetElapsedTime(known.At) < kept)
        {
            return ValueTask.FromResult<Result<CredentialHeader>>(known.Header);
        }

        return ValueTask.FromResult(Resolve());
    }

    /// <summary>True when the answer says that the session is over; the next call then signs in again.</summary>
    public bool SaysSignedOut(HttpAnswer answer, CredentialHeader sent)
    {
        if (!signIn.SaysSignedOut(answer))
        {
            return false;
        }

        resolved = null;
        signIn.Forget(sent);
        return true;
    }

    /// <summary>Whether an answer's document can say so, too.</summary>
    public bool LooksIntoAnswers => auth is { Kind: "session-token", SignedOutWhen.Path: not null };

    public void Dispose() => gate.Dispose();

    private async ValueTask<Result<CredentialHeader>> SignedInAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return await signIn.PrepareAsync(cancel) is { } refused ? Error.Unavailable(refused.Code, refused.Failure!) : Resolve();
        }
        finally
        {
            gate.Release();
        }
    }

    private Result<CredentialHeader> Resolve()
    {
        var header = signIn.Credentials();
        resolved = header.Succeeded ? new Resolved(header.Value, time.GetTimestamp()) : null;
        return header;
    }

    private sealed record Resolved(CredentialHeader Header, long At);
}
