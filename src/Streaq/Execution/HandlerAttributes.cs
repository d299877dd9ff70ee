using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Streaq.Execution;

/// <summary>Reads the attributes of handlers.</summary>
internal static class HandlerAttributes
{
    /// <summary>The members of a handler's class that are read by reflection.</summary>
    public const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods;

    public static IReadOnlyList<object> Of(Delegate handler) => Written(handler.Method);

    /// <summary>
    /// Returns the attributes of the class, then those of the method. So the method's attribute counts where both have one.
    /// </summary>
    /// <param name="handler">The class.</param>
    /// <param name="method">The name of the method that runs.</param>
    public static IReadOnlyList<object> Of(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type handler, string method) =>
    [
        .. Written(handler),
        .. handler.GetMethods().Where(own => string.Equals(own.Name, method, StringComparison.Ordinal)).SelectMany(Written),
    ];

    /// <summary>Returns the attributes without those of the compiler.</summary>
    private static object[] Written(MemberInfo member) =>
    [
        .. member.GetCustomAttributes(inherit: true).Where(static attribute =>
            attribute.GetType().Namespace is not ("System.Runtime.CompilerServices" or "System.Diagnostics")),
    ];
}
