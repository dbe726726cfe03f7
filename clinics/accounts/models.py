"""Accounts: people who can sign in, with their e-mail address and a password."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.languages import DEFAULT, Language


class UserQuerySet(models.QuerySet["User"]):
    """Which accounts."""

    def unconfirmed(self) -> UserQuerySet:
        """Accounts that somebody signed up for, and whose address nobody has confirmed."""
        signed_up = User.objects.filter(emailaddress__isnull=False).values("pk")
        confirmed = User.objects.filter(emailaddress__verified=True).values("pk")
        never_in = self.filter(last_login=None, is_moderator=False, is_superuser=False)
        return never_in.filter(pk__in=signed_up).exclude(pk__in=confirmed)

    def owning(self, email: str) -> UserQuerySet:
        """The account that an address belongs to: it was confirmed, or an operator made it."""
        proved = models.Q(emailaddress__email__iexact=email, emailaddress__verified=True)
        unproved = User.objects.all().unconfirmed().values("pk")
        return self.filter(proved | models.Q(email__iexact=email) & ~models.Q(pk__in=unproved))

    def moderators_to_mail(self) -> UserQuerySet:
        """Active moderators whose address is confirmed, in the order in which they came."""
        confirmed = User.objects.filter(emailaddress__verified=True).values("pk")
        return self.filter(is_active=True, is_moderator=True, pk__in=confirmed).order_by("pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts. The e-mail address is the user name."""

    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        """A new account. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        """A new account that may do everything the code does not forbid."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        """The account of that address, in upper or lower case."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A clinic admin or a moderator; patients need no account."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of mails"), max_length=5, choices=Language, default=DEFAULT, db_default=DEFAULT
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_moderator = models.BooleanField(_("moderates"), default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="clinics_user_one_account_an_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The person's name, or their address when they gave none."""
        return str(self)


class Decided(models.Model):
    """Something that a person decides: who, and when. Both are empty until then.

    When the account is deleted, `decided_at` stays.
    """

    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
