using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Whether Redis takes the login that the connection string names. Where the default user is open, the client goes on as that one
/// after a refused login, with other rights than were meant.
/// </summary>
internal static class LoginCheck
{
    /// <returns>What is wrong; <see langword="null"/> for nothing, and for a connection string without a user.</returns>
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
            // No ACL can take this command from a user, other than those that would tell who is logged in.
            await server.ExecuteAsync("AUTH", options.User, options.Password ?? "").ConfigureAwait(false);
            return null;
        }
        catch (RedisServerException e) when (ConnectionDiagnosis.RefusesLogin(e.Message))
        {
            return Mistake(server);
        }
        catch (Exception e) when (RedisFailure.Is(e, CancellationToken.None))
        {
            // What is wrong with the connection shows in the first call on it.
            return null;
        }
    }

    private static StreaqStoreException Mistake(IServer server) =>
        new($"Redis at {ConnectionDiagnosis.Format(server.EndPoint)} {ConnectionDiagnosis.WrongLogin}.");
}
