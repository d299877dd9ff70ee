using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Checks whether Redis accepts the login of the connection string. Where the default user needs no password, the client continues as that
/// user after a refused login, with other rights than intended.
/// </summary>
internal static class LoginCheck
{
    /// <returns>The mistake; <see langword="null"/> for none, and for a connection string without a user.</returns>
    public static async Task<StreaqStoreException?> FindMistakeAsync(IServer? server, ConfigurationOptions options)
    {
        if (server is null || string.IsNullOrWhiteSpace(options.User))
        {
            return null;
        }

        if (await LoginQuestion.AskAsync(server.EndPoint, options).ConfigureAwait(false) is { } answer)
        {
            return ConnectionDiagnosis.RefusesLogin(answer) ? Mistake(server) : null;
        }

        try
        {
            // No ACL can deny this command to a user, unlike the commands that return who is logged in.
            await server.ExecuteAsync("AUTH", options.User, options.Password ?? "").ConfigureAwait(false);
            return null;
        }
        catch (RedisServerException e) when (ConnectionDiagnosis.RefusesLogin(e.Message))
        {
            return Mistake(server);
        }
        catch (Exception e) when (RedisFailure.Is(e, CancellationToken.None))
        {
            // A failure of the connection shows in the first call on it.
            return null;
        }
    }

    private static StreaqStoreException Mistake(IServer server) =>
        new($"Redis at {ConnectionDiagnosis.Format(server.EndPoint)} {ConnectionDiagnosis.WrongLogin}.");
}
