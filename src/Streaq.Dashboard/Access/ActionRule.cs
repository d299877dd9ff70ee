using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.Dashboard.Access;

/// <summary>Decides whether the user may act. A page checks it to offer actions, and each action checks it again.</summary>
internal sealed class ActionRule(IOptions<StreaqDashboardOptions> options)
{
    /// <exception cref="InvalidOperationException">The application has no authorization, or no such policy.</exception>
    public async ValueTask<bool> AllowsAsync(HttpContext http)
    {
        if (options.Value is not { ReadOnly: false } open)
        {
            return false;
        }

        if (open.ActionPolicy is not { } policy)
        {
            return true;
        }

        var authorization = http.RequestServices.GetService<IAuthorizationService>() ?? throw new InvalidOperationException(
            $"StreaqDashboardOptions.ActionPolicy is '{policy}', and the application has no authorization: call AddAuthorization.");
        return (await authorization.AuthorizeAsync(http.User, http, policy).ConfigureAwait(false)).Succeeded;
    }
}
