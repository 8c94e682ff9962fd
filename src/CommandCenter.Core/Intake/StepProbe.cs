namespace CommandCenter.Intake;

/// <summary>
/// Is told of every durable write and of every call that is about to leave. Nothing listens in earnest; tests end the process at any of these moments, to see that nothing is lost.
/// </summary>
public class StepProbe
{
    /// <summary>After a batch of the journal was committed, before anybody was told.</summary>
    public const string Journalled = "journalled";

    /// <summary>Before a call to a target.</summary>
    public const string BeforeCall = "before-call";

    /// <summary>After a target answered, before that is written down.</summary>
    public const string AfterCall = "after-call";

    /// <summary>After a command was committed, before anything of it is carried out.</summary>
    public const string Commanded = "commanded";

    /// <summary>After a step of a rollback was written down.</summary>
    public const string RollbackStep = "rollback-step";

    /// <summary>After orders joined a rollback.</summary>
    public const string Joined = "joined";

    /// <param name="step">One of the constants.</param>
    /// <param name="detail">Such as the operation.</param>
    public virtual void At(string step, string? detail = null)
    {
    }
}
