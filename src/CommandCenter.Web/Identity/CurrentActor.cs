using System.Reflection;
using CommandCenter.Access;
using Microsoft.AspNetCore.Http.Metadata;

namespace CommandCenter.Identity;

/// <summary>Parameter of an endpoint below <c>/api/v1</c>: who calls, as <see cref="ApiGate"/> found them.</summary>
public sealed record CurrentActor(Actor Actor)
{
    public static ValueTask<CurrentActor?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(parameter);
        return ValueTask.FromResult(context.Items[typeof(CurrentActor)] is Actor actor ? new CurrentActor(actor) : null);
    }
}

/// <summary>What an endpoint needs; read by <see cref="ApiGate"/>, the OpenAPI document and the matrix test.</summary>
public sealed record PermissionRequired(Permission Permission);

/// <summary>Says on an endpoint which permission it needs. Without it, seeing is enough.</summary>
public static class PermissionEndpoints
{
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Permission permission) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new PermissionRequired(permission));
        return builder;
    }
}
