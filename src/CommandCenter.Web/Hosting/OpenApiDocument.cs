using CommandCenter.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CommandCenter.Hosting;

/// <summary>What the document says beyond the routes: who it is, how to sign in, and which permission each call needs.</summary>
internal static class OpenApiDocument
{
    public static Task DescribeAsync(Microsoft.OpenApi.OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo { Title = "Cutover Command Center", Version = "v1", Description = "Every call needs a signed-in person or a bearer token; refusals are RFC 9457 problem details with a code." };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "From POST /api/v1/session or the command 'token add'." };
        foreach (var description in context.DescriptionGroups.SelectMany(g => g.Items))
        {
            if (!document.Paths.TryGetValue("/" + description.RelativePath?.TrimStart('/'), out var path) || path.Operations is null) continue;
            foreach (var (method, operation) in path.Operations)
            {
                if (!string.Equals(method.Method, description.HttpMethod, StringComparison.OrdinalIgnoreCase)) continue;
                var metadata = description.ActionDescriptor.EndpointMetadata;
                if (metadata.OfType<IAllowAnonymous>().Any()) continue;
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
                if (metadata.OfType<PermissionRequired>().LastOrDefault() is { } required) operation.Description = $"Needs the role {string.Join(" or ", required.Permission.Roles)}.";
            }
        }

        return Task.CompletedTask;
    }
}
