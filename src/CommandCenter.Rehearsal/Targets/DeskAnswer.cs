namespace CommandCenter.Rehearsal.Targets;

/// <summary>What a side says to a request; each server has its own words for it.</summary>
internal enum DeskResult
{
    Created,
    Activated,
    Withdrawn,
    Recalled,
    Refused,
    Reserved,
    NoStock,
    Unreserved,
    Cancelled,
    Recorded,
    Noted,
    Held,
    Resumed,
    Blocked,
    Unblocked,
    TooLate,

    /// <summary>404.</summary>
    UnknownOrder,

    /// <summary>409: the order was given with a later epoch.</summary>
    StaleEpoch,

    /// <summary>409: it is owned here already, given under another idempotency key.</summary>
    Exists,

    /// <summary>409: it was given up.</summary>
    GivenUp,

    /// <summary>409: it was called off.</summary>
    WasCancelled,

    /// <summary>409: the idempotency key came with another body before.</summary>
    OtherBody,

    /// <summary>400: the detail says which member and what is allowed.</summary>
    Invalid,

    /// <summary>401.</summary>
    SignIn,

    /// <summary>413.</summary>
    TooLarge,

    /// <summary>422: a fault says so.</summary>
    NotNow,

    /// <summary>501: the capability is switched off.</summary>
    NotOffered,
}

/// <param name="Detail">For <see cref="DeskResult.Invalid"/>: member and what is allowed.</param>
internal sealed record DeskAnswer(DeskResult Result, string Key = "", string? Detail = null)
{
    /// <summary>Whether it is remembered under its idempotency key: something was done, or found impossible for good.</summary>
    public bool IsKept => Result <= DeskResult.TooLate;

    /// <summary>The HTTP status.</summary>
    public int Status => Result switch
    {
        DeskResult.Created => 201,
        DeskResult.UnknownOrder => 404,
        DeskResult.StaleEpoch or DeskResult.Exists or DeskResult.GivenUp or DeskResult.WasCancelled or DeskResult.OtherBody => 409,
        DeskResult.Invalid => 400,
        DeskResult.SignIn => 401,
        DeskResult.TooLarge => 413,
        DeskResult.NotNow => 422,
        DeskResult.NotOffered => 501,
        _ => 200,
    };
}
